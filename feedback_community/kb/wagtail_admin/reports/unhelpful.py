"""Articles that did not help, with the reasons readers gave."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn

from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models import ArticleRecord, HelpfulVote
from feedback_community.kb.wagtail_admin.reports.base import (
    ArticleColumn,
    KnowledgeBaseReport,
    LinesColumn,
    articles_of,
    helpful_share,
)

LEAST = (("5", "5"), ("10", "10"), ("25", "25"))
#: Votes whose reasons and comments are read for one page of the report, and comments shown for an article.
VOTES, COMMENTS = 2_000, 3


class UnhelpfulFilterSet(WagtailFilterSet):
    votes = django_filters.ChoiceFilter(label=_("Votes at least"), choices=LEAST, method="by_votes")
    reason = django_filters.ChoiceFilter(label=_("Reason"), choices=HelpfulReason.choices, method="by_reason")

    class Meta:
        model = ArticleRecord
        fields: ClassVar[list[str]] = []

    def by_votes(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(votes__gte=int(value))

    def by_reason(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        said = HelpfulVote.objects.filter(is_helpful=False, reason=value)
        return rows.filter(pk__in=said.values("version__article"))


class UnhelpfulReport(KnowledgeBaseReport):
    name = "unhelpful"
    model = ArticleRecord
    page_title = _("Articles that did not help")
    header_icon = "warning"
    filterset_class = UnhelpfulFilterSet
    list_export: ClassVar[list[str]] = ["title", "share", "helpful_count", "unhelpful_count", "reasons"]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Title"),
        "share": _("Found helpful"),
        "helpful_count": _("Yes"),
        "unhelpful_count": _("No"),
        "reasons": _("Reasons"),
    }

    def get_queryset(self) -> QuerySet[ArticleRecord]:
        votes = F("helpful_count") + F("unhelpful_count")
        share = Cast(F("helpful_count"), FloatField()) / votes
        rows = articles_of(self.request.user).filter(unhelpful_count__gt=0)
        return rows.annotate(votes=votes, share=share).order_by("share", "-unhelpful_count", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        rows = list(object_list)
        said = HelpfulVote.objects.filter(version__article__in=rows, is_helpful=False)
        votes = said.select_related("version").order_by("-created_at")[:VOTES]
        reasons: dict[int, Counter[str]] = {}
        comments: dict[int, list[str]] = {}
        for vote in votes:
            article = vote.version.article_id
            if vote.reason:
                reasons.setdefault(article, Counter())[str(HelpfulReason(vote.reason).label)] += 1
            said_here, words = comments.setdefault(article, []), f"“{vote.comment}”"
            if vote.comment and words not in said_here and len(said_here) < COMMENTS:
                said_here.append(words)
        for row in rows:
            counted = reasons.get(row.pk, Counter()).most_common()
            row.said = [f"{label}: {count}" for label, count in counted] + comments.get(row.pk, [])
        return rows

    @cached_property
    def columns(self) -> list[Column]:
        return [
            ArticleColumn("title", label=_("Title")),
            Column("share", label=_("Found helpful"), accessor=helpful_share),
            NumberColumn("helpful_count", label=_("Yes")),
            NumberColumn("unhelpful_count", label=_("No")),
            LinesColumn("said", label=_("What readers say")),
        ]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "title": item.title,
            "share": helpful_share(item),
            "helpful_count": item.helpful_count,
            "unhelpful_count": item.unhelpful_count,
            "reasons": "\n".join(getattr(item, "said", [])),
        }
