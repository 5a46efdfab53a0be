"""Topics: list and export. Whatever changes a topic is an act of the workbench or of its public page."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    NumberColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from feedback_community.enums import ModerationState, TopicType
from feedback_community.models import Forum, Status, Topic
from feedback_community.people import author_name, name_of
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.wagtail_admin.base import RowPagedMixin, SafeExportMixin
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, staff_topics, staffed_forums

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


def staffed_for(request: HttpRequest | None) -> QuerySet[Forum]:
    user = getattr(request, "user", None)
    return Forum.objects.with_ids([forum.pk for forum in staffed_forums(user)])


def statuses_for(request: HttpRequest | None) -> QuerySet[Status]:
    user = getattr(request, "user", None)
    return Status.objects.filter(site__in={forum.site_id for forum in staffed_forums(user)})


class TopicFilterSet(WagtailFilterSet):
    topic_type = django_filters.ChoiceFilter(choices=TopicType.choices, label=gettext_lazy("Type"))
    forum = django_filters.ModelChoiceFilter(queryset=staffed_for, label=gettext_lazy("Forum"))
    status = django_filters.ModelChoiceFilter(queryset=statuses_for, label=gettext_lazy("Status"))
    state = django_filters.ChoiceFilter(
        choices=ModerationState.choices, label=gettext_lazy("Moderation state")
    )
    official = django_filters.ChoiceFilter(
        choices=YES_NO, method="by_official", label=gettext_lazy("Official answer")
    )
    unanswered = django_filters.ChoiceFilter(
        choices=YES_NO, method="by_unanswered", label=gettext_lazy("Unanswered")
    )
    is_private = django_filters.BooleanFilter(label=gettext_lazy("Private"))

    class Meta:
        model = Topic
        fields = ("topic_type", "forum", "status", "state", "official", "unanswered", "is_private")

    def by_official(self, topics: TopicQuerySet, name: str, value: str) -> TopicQuerySet:
        return topics.filter(official_answer__isnull=value == "no")

    def by_unanswered(self, topics: TopicQuerySet, name: str, value: str) -> TopicQuerySet:
        return topics.awaiting_answer() if value == "yes" else topics.filter(answer_count__gt=0)


def public_url(topic: Topic) -> str:
    """On the topic's own site, which need not be the one whose admin this is."""
    return f"{topic.forum.site.root_url}{topic.get_absolute_url()}"


def status_of(topic: Topic) -> str:
    return topic.status.label_for(topic.topic_type)


def author_of(topic: Topic) -> str:
    return author_name(topic, to_staff=True)


def assignee_of(topic: Topic) -> str:
    assignment = getattr(topic, "assignment", None)
    if assignment is None:
        return ""
    if assignment.is_claimed:
        return _("%(name)s is answering") % {"name": name_of(assignment.claimed_by)}
    return name_of(assignment.assignee) if assignment.assignee_id else ""


def open_for_button() -> HeaderButton:
    url = reverse("feedback_community_topics:open_for")
    return HeaderButton(_("Open a topic for a customer"), url=url, icon_name="plus")


class TopicIndexView(RoomCheckedMixin, SafeExportMixin, RowPagedMixin, IndexView):
    room = Topic
    room_actions = ("view",)
    filterset_class = TopicFilterSet
    search_fields = ("title", "body")
    list_export = (
        "pk",
        "title",
        "get_topic_type_display",
        "forum.name",
        "status",
        "get_state_display",
        "is_private",
        "author_name",
        "vote_count",
        "answer_count",
        "created_at",
        "last_activity_at",
        "url",
    )
    export_headings = {
        "pk": gettext_lazy("Number"),
        "get_topic_type_display": gettext_lazy("Type"),
        "forum.name": gettext_lazy("Forum"),
        "get_state_display": gettext_lazy("Moderation state"),
        "author_name": gettext_lazy("Author"),
        "url": gettext_lazy("Address"),
    }

    def get_base_queryset(self) -> TopicQuerySet:
        topics = staff_topics(self.request.user).for_list()
        return topics.select_related("forum__site", "status", "author__user").order_by("-created_at", "-pk")

    def to_row_dict(self, item: Topic) -> dict[str, Any]:
        item.author_name = author_of(item)  # type: ignore[attr-defined]
        item.url = public_url(item)  # type: ignore[attr-defined]
        row: dict[str, Any] = super().to_row_dict(item)
        return {**row, "status": status_of(item)}

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [open_for_button()]

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("title", label=_("Title"), get_url=self.get_inspect_url, width="30%"),
            Column("type", label=_("Type"), accessor="get_topic_type_display"),
            Column("forum", label=_("Forum"), accessor="forum"),
            Column("status", label=_("Status"), accessor=status_of),
            StatusTagColumn(
                "state",
                label=_("Moderation state"),
                accessor="get_state_display",
                primary=lambda topic: topic.is_published,
            ),
            NumberColumn("answers", label=_("Answers"), accessor="answer_count", sort_key="answer_count"),
            NumberColumn("votes", label=_("Votes"), accessor="vote_count", sort_key="vote_count"),
            BooleanColumn(
                "official", label=_("Official answer"), accessor=lambda topic: bool(topic.official_answer_id)
            ),
            DateColumn("last_activity_at", label=_("Last activity"), sort_key="last_activity_at"),
        ]
