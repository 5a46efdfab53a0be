"""The knowledge base on page types of the host: without `kb.pages`, with subclasses of the mixins. Pages are
translated by wagtail-localize."""

from __future__ import annotations

from tests.projects.common import *  # noqa: F403
from tests.projects.common import INSTALLED_APPS

ROOT_URLCONF = "tests.projects.own_pages.urls"
INSTALLED_APPS = ["tests.projects.own_pages", "feedback_community.kb", "wagtail_localize", *INSTALLED_APPS]
FEEDBACK_COMMUNITY_KB = {"ARTICLE_MODEL": "own_pages.HelpArticle"}
