"""Which pages are articles, and what is kept beside them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from feedback_community.kb.conf import kb_settings
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from feedback_community.kb.models.article import ArticleFields, KnowledgeBaseFields, SectionFields


def get_article_model() -> Any:
    """The page type of the setting `ARTICLE_MODEL`."""
    return apps.get_model(kb_settings.ARTICLE_MODEL)


def article_models() -> list[Any]:
    """Every page type that has the mixin; a host may have several."""
    return _models(ArticleFields)


def section_models() -> list[Any]:
    return _models(SectionFields)


def knowledge_base_models() -> list[Any]:
    return _models(KnowledgeBaseFields)


def _models(base: type[Model]) -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, base)]


def is_article(page: Any) -> bool:
    return isinstance(page, ArticleFields)


def record_of(page: Any) -> ArticleRecord | None:
    """What is kept of the article; None for one that was neither promoted nor published."""
    return ArticleRecord.objects.filter(page=page.pk).first()


def versions_of(page: Any) -> QuerySet[ArticleVersion]:
    """The newest first."""
    return ArticleVersion.objects.filter(article__page=page.pk)


def current_version(page: Any) -> ArticleVersion | None:
    """The version that readers see now, with its record."""
    return versions_of(page).select_related("article__review").first()
