"""Held posts: which of them a person may decide on, and how a list narrows them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from feedback_community.enums import HoldReason, TrustLevel
from feedback_community.models import Answer, Forum, ModerationItem, Topic
from feedback_community.querysets.moderation import ModerationItemQuerySet
from feedback_community.wagtail_admin.rights import moderated_forums


def pending_items(user: Any) -> ModerationItemQuerySet:
    """What this person may decide on. The one query behind the list, the page and the bulk actions."""
    items = ModerationItem.objects.pending().in_forums([forum.pk for forum in moderated_forums(user)])
    return items.select_related("topic__forum__site", "topic__author__user", "answer__author__user")


def searched(items: ModerationItemQuerySet, words: str) -> ModerationItemQuerySet:
    """Those whose title or text contains the words. A held answer is not found by its topic's text."""
    if not words:
        return items
    of_topic = Q(answer=None) & (Q(topic__title__icontains=words) | Q(topic__body__icontains=words))
    of_answer = Q(answer__body__icontains=words) | Q(answer__isnull=False, topic__title__icontains=words)
    return items.filter(of_topic | of_answer)


def moderated_for(request: HttpRequest | None) -> QuerySet[Forum]:
    """The choices of the filter by forum."""
    user = getattr(request, "user", None)
    return Forum.objects.with_ids([forum.pk for forum in moderated_forums(user)])


class ModerationFilterSet(WagtailFilterSet):
    forum = django_filters.ModelChoiceFilter(
        field_name="topic__forum", queryset=moderated_for, label=gettext_lazy("Forum")
    )
    reason = django_filters.ChoiceFilter(choices=HoldReason.choices, label=gettext_lazy("Held because"))

    kind = django_filters.ChoiceFilter(
        choices=(("topic", gettext_lazy("Topic")), ("answer", gettext_lazy("Answer"))),
        method="by_kind",
        label=gettext_lazy("Kind"),
    )
    trust = django_filters.ChoiceFilter(
        choices=TrustLevel.choices, method="by_author", label=gettext_lazy("Trust level of the author")
    )
    author = django_filters.CharFilter(method="by_author", label=gettext_lazy("Handle of the author"))

    class Meta:
        model = ModerationItem
        fields = ("forum", "reason", "kind", "trust", "author")

    def by_kind(self, items: ModerationItemQuerySet, name: str, value: str) -> ModerationItemQuerySet:
        return items.filter(answer__isnull=value == "topic")

    def by_author(self, items: ModerationItemQuerySet, name: str, value: str) -> ModerationItemQuerySet:
        lookup = {"trust": "trust", "author": "handle"}[name]
        wanted = value.strip().lstrip("@").lower()
        of_topic = Q(**{f"topic__author__{lookup}": wanted}, answer=None)
        return items.filter(of_topic | Q(**{f"answer__author__{lookup}": wanted}))


def kind_of(item: ModerationItem) -> str:
    return _("Answer") if item.answer_id else item.topic.get_topic_type_display()


def place_of(content: Topic | Answer) -> str:
    """Where it stands on its own site."""
    topic = content if isinstance(content, Topic) else content.topic
    return f"{topic.forum.site.root_url}{content.get_absolute_url()}"


def decide_url(item: ModerationItem, query: str = "") -> str:
    """`query` is the list's own, so that the next post is one of that list."""
    url = reverse("feedback_community_moderation:decide", args=(item.pk,))
    return f"{url}?{query}" if query else url


def listed(request: HttpRequest) -> ModerationItemQuerySet:
    """What the list shows: its filters and its search are in the address."""
    filters = ModerationFilterSet(data=request.GET, request=request, queryset=pending_items(request.user))
    return searched(filters.qs, request.GET.get("q", "")).oldest_first()


def kept_query(request: HttpRequest) -> str:
    """Filters and search, not the page."""
    query = request.GET.copy()
    for name in ("p", "_w_filter_fragment"):
        query.pop(name, None)
    return query.urlencode()
