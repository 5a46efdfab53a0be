"""Every app on."""

from __future__ import annotations

from tests.projects.common import *  # noqa: F403
from tests.projects.common import INSTALLED_APPS, MIDDLEWARE

ROOT_URLCONF = "tests.projects.full.urls"
INSTALLED_APPS = [
    "feedback_community.kb",
    "feedback_community.kb.pages",
    "feedback_community.reputation",
    *INSTALLED_APPS,
    "anymail",
]
MIDDLEWARE = [*MIDDLEWARE, "feedback_community.kb.middleware.StraightToArticles"]
