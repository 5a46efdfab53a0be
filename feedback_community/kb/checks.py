"""System checks: what a site with a knowledge base forgets, each with what to do about it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks

from feedback_community.kb.articles import get_article_model
from feedback_community.kb.conf import SETTING, KnowledgeBaseSettings, kb_settings
from feedback_community.kb.models.article import ArticleFields

TAG = "feedback_community_kb"
REQUIRED_APPS = ("wagtail.contrib.typed_table_block", "wagtail.embeds", "wagtail.images")

Messages = list[checks.CheckMessage]


def register_checks() -> None:
    """Called once, when the app is ready."""
    for check in (check_apps, check_settings, check_article_model):
        checks.register(check, TAG)


def error(number: int, message: str, hint: str) -> checks.CheckMessage:
    return checks.Error(message, hint=hint, id=f"{TAG}.E{number:03}")


def check_apps(**kwargs: Any) -> Messages:
    return [
        error(1, f"The app {name!r} is not installed.", f'Add "{name}" to INSTALLED_APPS.')
        for name in REQUIRED_APPS
        if not apps.is_installed(name)
    ]


def check_settings(**kwargs: Any) -> Messages:
    known = KnowledgeBaseSettings.names()
    return [
        error(2, f"{SETTING} has no key {name!r}.", f"Known keys: {', '.join(known)}.")
        for name in getattr(settings, SETTING, {})
        if name not in known
    ]


def check_article_model(**kwargs: Any) -> Messages:
    name = kb_settings.ARTICLE_MODEL
    hint = (
        'Install "feedback_community.kb.pages", or name a page type of yours with the mixin '
        f"feedback_community.kb.mixins.ArticleMixin in {SETTING}['ARTICLE_MODEL']."
    )
    try:
        model = get_article_model()
    except (LookupError, ValueError):
        return [error(3, f"There is no page type {name!r}.", hint)]
    if not issubclass(model, ArticleFields):
        return [error(3, f"{name!r} is not a page type of articles.", hint)]
    return []
