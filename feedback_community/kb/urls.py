"""Addresses of the knowledge base below the community's own; articles stand in the tree of pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from feedback_community.kb.views.promotion import PromoteView

kb_patterns: list[URLPattern] = [
    path("t/<int:pk>/article/new/", PromoteView.as_view(), name=PromoteView.name),
]
