"""What happened in the sources of an article since an editor last looked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Site

from feedback_community.enums import EventKind
from feedback_community.kb.models import ArticleSource
from feedback_community.kb.standing import survivors_of
from feedback_community.models import Topic, TopicEvent
from feedback_community.permissions.policy import get_policy

#: Of one source, at most so many changes are told.
CHANGES = 5
TELLING = (
    EventKind.EDITED,
    EventKind.STATUS_CHANGED,
    EventKind.OFFICIAL_SET,
    EventKind.OFFICIAL_CLEARED,
    EventKind.SOLUTION_SET,
    EventKind.SOLUTION_CLEARED,
    EventKind.ANSWER_EDITED,
    EventKind.ANSWER_REMOVED,
    EventKind.REMOVED,
    EventKind.MOVED,
)


@dataclass
class SourceRow:
    """`topic` is None where it is gone, or not for this person; then only that is said."""

    source: ArticleSource
    topic: Topic | None
    changes: list[TopicEvent] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.topic.forum.site.root_url}{self.topic.get_absolute_url()}" if self.topic else ""


def readable_topics(ids: list[int], user: Any) -> dict[int, Topic]:
    policy = get_policy()
    topics: QuerySet[Topic] = Topic.objects.none()
    for site in Site.objects.filter(feedback_forums__topics__in=ids).distinct():
        topics = topics | policy.listed_topics(user, site).filter(pk__in=ids)
    return {topic.pk: topic for topic in topics.select_related("forum__site", "status")}


def sources_with_changes(page: Any, *, user: Any) -> list[SourceRow]:
    sources = list(ArticleSource.objects.filter(article__page=page.pk))
    ids = [source.topic_id for source in sources if source.topic_id is not None]
    moved = survivors_of(ids)
    topics = readable_topics([moved.get(pk, pk) for pk in ids], user)
    rows = [SourceRow(s, topics.get(moved.get(s.topic_id or 0, s.topic_id or 0))) for s in sources]
    events = TopicEvent.objects.filter(topic__in=topics, kind__in=TELLING).order_by("-at")
    since = min((row.source.seen_at for row in rows), default=None)
    if since is not None:
        for event in events.filter(at__gt=since)[:200]:
            for row in rows:
                is_new = row.topic is not None and event.topic_id == row.topic.pk
                if is_new and event.at > row.source.seen_at and len(row.changes) < CHANGES:
                    row.changes.append(event)
    return rows
