"""The queue of articles somebody should look at: due by date, or flagged by evidence."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn

from feedback_community.kb.enums import FlagKind
from feedback_community.kb.models import ArticleFlag, ArticleRecord
from feedback_community.kb.wagtail_admin.reports.base import (
    TEMPLATES,
    ArticleColumn,
    KnowledgeBaseReport,
    LinesColumn,
    articles_of,
    helpful_share,
)
from feedback_community.people import full_name_or_handle

SOON = timedelta(days=30)
STATES = (("due", _("Due now")), ("soon", _("Due within 30 days")), ("flagged", _("Flagged by evidence")))
OWNERS = (("mine", _("Mine")), ("nobody", _("Nobody's")))


def due_articles(user: Any) -> QuerySet[ArticleRecord]:
    """Everything that is due, will be soon, or is flagged; the longest due first."""
    open_flags = ArticleFlag.objects.filter(settled_at=None)
    soon = Q(review__verified_until__lte=timezone.localdate() + SOON)
    flagged = Q(pk__in=open_flags.values("article"))
    return (
        articles_of(user)
        .filter(soon | flagged)
        .select_related("page__locale", "review__owner", "review__verified_by__user")
        .prefetch_related(Prefetch("flags", open_flags, to_attr="open_flags"))
        .order_by(F("review__verified_until").asc(nulls_last=True), "pk")
    )


class DueFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state")
    owner = django_filters.ChoiceFilter(label=_("Owner"), choices=OWNERS, method="by_owner")
    flag = django_filters.ChoiceFilter(label=_("Reason"), choices=FlagKind.choices, method="by_flag")

    class Meta:
        model = ArticleRecord
        fields: ClassVar[list[str]] = []

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        today = timezone.localdate()
        if value == "flagged":
            return rows.filter(pk__in=ArticleFlag.objects.filter(settled_at=None).values("article"))
        if value == "soon":
            return rows.filter(review__verified_until__gt=today, review__verified_until__lte=today + SOON)
        return rows.filter(review__verified_until__lte=today)

    def by_owner(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        owner = self.request.user if value == "mine" else None
        return rows.filter(review__owner=owner)

    def by_flag(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        flags = ArticleFlag.objects.filter(settled_at=None, kind=value)
        return rows.filter(pk__in=flags.values("article"))


def owner_of(article: ArticleRecord) -> str:
    review = getattr(article, "review", None)
    return full_name_or_handle(review.owner) if review and review.owner else "–"


def until_of(article: ArticleRecord) -> Any:
    return getattr(getattr(article, "review", None), "verified_until", None)


def verified_at_of(article: ArticleRecord) -> Any:
    return getattr(getattr(article, "review", None), "verified_at", None)


def whys_of(article: Any) -> list[str]:
    return [flag.why for flag in article.open_flags]


class DueReport(KnowledgeBaseReport):
    name = "due"
    model = ArticleRecord
    page_title = _("Articles to review")
    header_icon = "rotate"
    filterset_class = DueFilterSet
    template_name = f"{TEMPLATES}/due.html"
    list_export: ClassVar[list[str]] = ["title", "owner", "verified_until", "verified_at", "why", "share"]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Title"),
        "owner": _("Owner"),
        "verified_until": _("Verified until"),
        "verified_at": _("Verified"),
        "why": _("Why"),
        "share": _("Found helpful"),
    }

    def get_queryset(self) -> QuerySet[ArticleRecord]:
        return due_articles(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="articlerecord"),
            ArticleColumn("title", label=_("Title")),
            Column("owner", label=_("Owner"), accessor=owner_of),
            Column("until", label=_("Verified until"), accessor=until_of),
            LinesColumn("why", label=_("Why"), accessor=whys_of),
            Column("share", label=_("Found helpful"), accessor=helpful_share),
            DateColumn("verified_at", label=_("Verified"), accessor=verified_at_of),
        ]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "title": item.title,
            "owner": owner_of(item),
            "verified_until": until_of(item),
            "verified_at": verified_at_of(item),
            "why": "\n".join(whys_of(item)),
            "share": helpful_share(item),
        }
