"""A page of the site is about a topic: those who follow the topic hear that it was published."""

from __future__ import annotations

from django.db import transaction

from feedback_community.actions.history import record
from feedback_community.actions.locks import lock_topic
from feedback_community.enums import EventKind
from feedback_community.models import Member, Topic
from feedback_community.outbox import queue


@transaction.atomic
def tell_of_page(topic: Topic, *, by: Member | None, title: str, url: str, note: str = "") -> bool:
    """A line in the topic's history, and one notification for each follower. `url` is the whole address.

    Returns False for a topic that is not public any more.
    """
    topic = lock_topic(topic)
    if not topic.is_published:
        return False
    text = "\n".join(line for line in (title, note, url) if line)
    event = record(topic, EventKind.PAGE_PUBLISHED, by=by, after=url[:255], text=text)
    queue.put(
        "page_published",
        topic=topic.pk,
        event=event.pk,
        by=by.pk if by is not None else None,
        cause=f"page:{event.pk}",
    )
    return True
