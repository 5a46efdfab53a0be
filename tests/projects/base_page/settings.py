"""The knowledge base where `WAGTAIL_PAGE_MODEL` names the host's own base of all pages (Wagtail 8)."""

from __future__ import annotations

from tests.projects.common import *  # noqa: F403
from tests.projects.common import INSTALLED_APPS

ROOT_URLCONF = "tests.projects.base_page.urls"
WAGTAIL_PAGE_MODEL = "base_page.BasePage"
INSTALLED_APPS = [
    "tests.projects.base_page",
    "feedback_community.kb",
    *(name for name in INSTALLED_APPS if name != "tests.projects.home"),
]
FEEDBACK_COMMUNITY_KB = {"ARTICLE_MODEL": "base_page.HelpArticle"}
