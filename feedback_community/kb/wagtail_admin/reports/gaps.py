"""What people look for and no article says, with the way to write one."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    NumberColumn,
)

from feedback_community.kb.enums import GapKind, GapState
from feedback_community.kb.models import ContentGap
from feedback_community.kb.permissions import ADMIN, PROMOTE, rights_of
from feedback_community.kb.wagtail_admin.reports.base import (
    TEMPLATES,
    KnowledgeBaseReport,
    LinesColumn,
    WideTitleColumn,
)
from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy


def can_close_gaps(user: Any) -> bool:
    """Whoever may make articles of what people ask."""
    return {ADMIN, PROMOTE} <= rights_of(user)


class GapFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Found by"), choices=GapKind.choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=GapState.choices, method="by_state")

    class Meta:
        model = ContentGap
        fields: ClassVar[list[str]] = ["kind", "state"]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Open ones, unless somebody looks for the others."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.filter(state=GapState.OPEN)

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(state=value)


class GapTitleColumn(WideTitleColumn):
    def get_link_url(self, instance: Any, parent_context: Any) -> str:
        return reverse("feedback_community_kb_write", args=[instance.pk])


class WriteColumn(Column):
    cell_template_name = f"{TEMPLATES}/write_cell.html"


class GapsReport(KnowledgeBaseReport):
    name = "gaps"
    model = ContentGap
    page_title = _("Content gaps")
    header_icon = "help"
    filterset_class = GapFilterSet
    template_name = f"{TEMPLATES}/gaps.html"
    list_export: ClassVar[list[str]] = ["title", "kind", "weight", "found", "first_seen_at", "last_seen_at"]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("What people look for"),
        "kind": _("Found by"),
        "weight": _("People"),
        "found": _("For instance"),
        "first_seen_at": _("First seen"),
        "last_seen_at": _("Last seen"),
    }

    def is_allowed(self, user: Any) -> bool:
        return can_close_gaps(user)

    def get_queryset(self) -> QuerySet[ContentGap]:
        return ContentGap.objects.select_related("article", "site").order_by("-weight", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """The titles of topics are read now, and only of those that this person may see."""
        rows = list(object_list)
        user = self.request.user
        titles: dict[int, str] = {}
        for site in {row.site for row in rows}:
            ids = [pk for row in rows if row.site_id == site.pk for pk in row.topics]
            seen: Any = get_policy().listed_topics(user, site) if ids else Topic.objects.none()
            titles.update(seen.filter(pk__in=ids).values_list("pk", "title"))
        for row in rows:
            row.found = [*row.queries[:5], *(titles[pk] for pk in row.topics[:5] if pk in titles)]
        return rows

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="contentgap"),
            GapTitleColumn("title", label=_("What people look for")),
            Column("kind", label=_("Found by"), accessor="get_kind_display"),
            NumberColumn("weight", label=_("People")),
            LinesColumn("found", label=_("For instance")),
            DateColumn("last_seen_at", label=_("Last seen")),
            WriteColumn("write", label=""),
        ]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        found = getattr(item, "found", item.queries)
        return {
            "title": item.title,
            "kind": item.get_kind_display(),
            "weight": item.weight,
            "found": "\n".join(found),
            "first_seen_at": item.first_seen_at,
            "last_seen_at": item.last_seen_at,
        }


def gap_reason(gap: ContentGap) -> str:
    """One sentence above the form."""
    if gap.kind == GapKind.SEARCH:
        return gettext("%(count)s people searched for this and found nothing.") % {"count": gap.weight}
    words = {"topics": len(gap.topics), "count": gap.weight}
    return gettext("%(topics)s questions alike have no answer of the company (weight %(count)s).") % words
