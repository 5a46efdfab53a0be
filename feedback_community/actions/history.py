"""Rows of a topic's history, and the audit log of what staff did."""

from __future__ import annotations

from typing import Any

from wagtail.log_actions import log

from feedback_community.enums import EventKind
from feedback_community.models import Answer, Member, Topic, TopicEvent


def record(
    topic: Topic,
    kind: EventKind,
    *,
    by: Member | None,
    answer: Answer | None = None,
    before: Any = "",
    after: Any = "",
    text: str = "",
    is_public: bool = True,
) -> TopicEvent:
    """Append a row to the topic's history."""
    return TopicEvent.objects.create(
        topic=topic,
        answer=answer,
        kind=kind,
        by=by,
        before=str(before),
        after=str(after),
        text=text,
        is_public=is_public,
    )


def audit(target: Topic | Answer, action: str, *, user: Any, **data: Any) -> None:
    """A line in Wagtail's audit log: what a member of staff did, in whose name, with which words."""
    log(instance=target, action=f"feedback_community.{action}", user=user, data=data or None)
