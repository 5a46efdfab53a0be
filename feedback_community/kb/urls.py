"""Addresses of the knowledge base below the community's own; articles stand in the tree of pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from feedback_community.kb.views.feeds import ArticleFeedView, ArticleSitemapView
from feedback_community.kb.views.helpful import HelpfulView
from feedback_community.kb.views.home import HomeView
from feedback_community.kb.views.promotion import PromoteView

kb_patterns: list[URLPattern] = [
    path("t/<int:pk>/article/new/", PromoteView.as_view(), name=PromoteView.name),
    path("kb/", HomeView.as_view(), name="kb_home"),
    path("kb/helpful/<int:pk>/", HelpfulView.as_view(), name="kb_helpful"),
    path("kb/feed/", ArticleFeedView.as_view(), name="kb_feed"),
    path("kb/feed/<int:pk>/", ArticleFeedView.as_view(), name="kb_section_feed"),
    path("kb/sitemap.xml", ArticleSitemapView.as_view(), name="kb_sitemap"),
]
