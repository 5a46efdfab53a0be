"""What a list of topics may be narrowed by and sorted by, read from the address and written to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import SlugField
from django.utils.translation import pgettext_lazy

from feedback_community.enums import StatusKind, TopicType
from feedback_community.models import Forum, Member
from feedback_community.querysets.prepared import Slot
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.web.keyset import Order

ORDERS = {
    "activity": Order("last_activity_at", datetime),
    "newest": Order("published_at", datetime),
    "votes": Order("vote_count", int),
    "trending": Order("trending_score", float),
}
ORDER_LABELS = {
    "activity": pgettext_lazy("sorted by", "Latest activity"),
    "newest": pgettext_lazy("sorted by", "Newest"),
    "votes": pgettext_lazy("sorted by", "Most votes"),
    "trending": pgettext_lazy("sorted by", "Trending"),
}
SHOW_LABELS = {
    "unanswered": pgettext_lazy("show topics", "Unanswered"),
    "official": pgettext_lazy("show topics", "With an official answer"),
    "solved": pgettext_lazy("show topics", "Solved"),
}
MINE_LABELS = {
    "mine": pgettext_lazy("show topics", "Mine"),
    "followed": pgettext_lazy("show topics", "Followed by me"),
}
DEFAULT_ORDER = "activity"
YES = frozenset({"1", "true", "on", "yes"})


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """The present choice. Unknown words in an address are ignored."""

    topic_type: str = ""
    status: str = ""
    tag: Any = ""
    forum: str = ""
    show: str = ""
    sort: str = DEFAULT_ORDER

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> TopicFilter:
        shows = (*SHOW_LABELS, *MINE_LABELS)
        chosen = query.get("show", "")
        named = next((name for name in shows if query.get(name, "").lower() in YES), "")
        return cls(
            topic_type=_one_of(query.get("type", ""), TopicType.values),
            status=_one_of(query.get("status", ""), StatusKind.values),
            tag=query.get("tag", "")[:100].replace("\x00", ""),
            forum=query.get("forum", "")[:100].replace("\x00", ""),
            show=_one_of(chosen, shows) or named,
            sort=_one_of(query.get("sort", ""), ORDERS) or DEFAULT_ORDER,
        )

    @property
    def order(self) -> Order:
        return ORDERS[self.sort]

    @property
    def is_empty(self) -> bool:
        return self == TopicFilter(sort=self.sort)

    @property
    def shape(self) -> TopicFilter:
        """The same choice with a slot for the tag, and the forum left to who reads."""
        return replace(self, tag=Slot("tag", SlugField()) if self.tag else "", forum="")

    @property
    def is_personal(self) -> bool:
        return self.show in MINE_LABELS

    def parameters(self) -> dict[str, str]:
        """As they stand in the address; defaults are left out, so that one list has one address."""
        given = {
            "type": self.topic_type,
            "status": self.status,
            "tag": self.tag,
            "forum": self.forum,
            "show": self.show,
            "sort": "" if self.sort == DEFAULT_ORDER else self.sort,
        }
        return {name: value for name, value in given.items() if value}

    def query(self, **changes: str) -> str:
        """The address of this list with something else chosen."""
        return "?" + urlencode(replace(self, **changes).parameters())

    def apply(
        self, topics: TopicQuerySet, *, forums: Mapping[int, Forum], member: Member | None
    ) -> TopicQuerySet:
        if self.topic_type:
            topics = topics.of_type(self.topic_type)
        if self.status:
            topics = topics.with_status_kind(self.status)
        if self.tag:
            topics = topics.tagged(self.tag)
        if self.forum:
            topics = topics.filter(forum__in=[pk for pk, f in forums.items() if f.slug == self.forum])
        return self._narrow(topics, member)

    def _narrow(self, topics: TopicQuerySet, member: Member | None) -> TopicQuerySet:
        match self.show:
            case "unanswered":
                return topics.awaiting_answer()
            case "official":
                return topics.with_official_answer()
            case "solved":
                return topics.solved()
            case "mine":
                return topics.by_author(member) if member else topics.none()
            case "followed":
                return topics.followed_by(member) if member else topics.none()
        return topics


def _one_of(value: str, known: Any) -> str:
    return value if value in known else ""
