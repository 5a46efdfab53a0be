"""What django-reversion keeps of a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from reversion.models import Version

from feedback_community.kb.models import ArticleRecord, ArticleVersion


@dataclass(frozen=True)
class Kept:
    """Content, sources and section of an article as they were published."""

    title: str
    model: str
    locale: str
    content: dict[str, Any]
    sources: list[dict[str, Any]]
    section: dict[str, Any]

    @property
    def model_class(self) -> Any:
        """The page type; None when it is no longer installed."""
        try:
            return apps.get_model(self.model)
        except (LookupError, ValueError):
            return None


def kept_rows(record: ArticleRecord) -> QuerySet[Version]:
    return Version.objects.get_for_object(record)


def kept_of(version: ArticleVersion) -> Kept:
    row = kept_rows(version.article).get(revision=version.revision_id)
    fields = row.field_dict
    return Kept(**{name: fields[name] for name in ArticleRecord.KEPT})
