"""What was published when, by whom, and how much it changed."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from feedback_community.kb.enums import Significance
from feedback_community.kb.models import ArticleVersion
from feedback_community.kb.wagtail_admin.reports.base import (
    ArticleColumn,
    KnowledgeBaseReport,
    articles_of,
    helpful_share,
)

PERIODS = (("7", _("Past week")), ("31", _("Past month")), ("366", _("Past year")))


class VersionFilterSet(WagtailFilterSet):
    significance = django_filters.ChoiceFilter(label=_("Significance"), choices=Significance.choices)
    since = django_filters.ChoiceFilter(label=_("Published"), choices=PERIODS, method="by_period")

    class Meta:
        model = ArticleVersion
        fields: ClassVar[list[str]] = ["significance"]

    def by_period(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(published_at__gte=timezone.now() - timedelta(days=int(value)))


def publisher_of(version: ArticleVersion) -> str:
    return version.publisher or "–"


class VersionsReport(KnowledgeBaseReport):
    name = "versions"
    model = ArticleVersion
    page_title = _("Versions of articles")
    header_icon = "history"
    filterset_class = VersionFilterSet
    list_export: ClassVar[list[str]] = ["title", "label", "published_at", "publisher", "significance", "note"]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Title"),
        "label": _("Version"),
        "published_at": _("Published"),
        "publisher": _("Published by"),
        "significance": _("Significance"),
        "note": _("What changed"),
    }

    def get_queryset(self) -> QuerySet[ArticleVersion]:
        rows = ArticleVersion.objects.filter(article__in=articles_of(self.request.user).values("pk"))
        return rows.select_related("article", "published_by__user").order_by("-published_at", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            ArticleColumn("title", label=_("Title")),
            Column("label", label=_("Version")),
            DateColumn("published_at", label=_("Published")),
            Column("publisher", label=_("Published by"), accessor=publisher_of),
            Column("significance", label=_("Significance"), accessor="get_significance_display"),
            Column("note", label=_("What changed")),
            Column("share", label=_("Found helpful"), accessor=helpful_share),
        ]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "title": item.title,
            "label": item.label,
            "published_at": item.published_at,
            "publisher": publisher_of(item),
            "significance": item.get_significance_display(),
            "note": item.note,
        }
