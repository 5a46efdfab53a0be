"""Addresses of the community. `include()` them wherever the community is to live."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from feedback_community import hooks
from feedback_community.views import home

app_name = "feedback_community"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.HomeView.as_view(), name="home"),
    *hooks.get_urls(),
]
