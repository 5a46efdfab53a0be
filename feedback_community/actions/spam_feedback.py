"""What staff decide is told to the remote service that was asked about the post, by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback_community.conf import app_settings
from feedback_community.enums import HoldReason
from feedback_community.models import Answer, ModerationItem, OutboxMessage, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.policy import topic_of

CHANNEL = "spam feedback"
EVENTS = ("spam_decided",)
#: Reasons of a post that the service was asked about.
ASKED = (HoldReason.CHECK, HoldReason.SPAM)


def tell_service(content: Topic | Answer, *, spam: bool) -> None:
    """In the transaction of the decision. A service that never saw the post hears nothing of it."""
    answer = content if isinstance(content, Answer) else None
    asked = ModerationItem.objects.filter(topic=topic_of(content), answer=answer, reason__in=ASKED)
    if app_settings.SPAM_FEEDBACK and asked.exists():
        post: dict[str, Any] = {"topic": topic_of(content).pk, "answer": answer.pk if answer else None}
        queue.put("spam_decided", key=f"spam:{post['topic']}:{post['answer']}", spam=spam, **post)


def consume(messages: Sequence[OutboxMessage]) -> None:
    """Raises what the service raised: the outbox tries again, and staff see what it gave up."""
    for message in messages:
        tell, content = app_settings.load("SPAM_FEEDBACK"), _content(message.payload)
        if tell is not None and content is not None and not topic_of(content).is_private:
            tell(content, spam=message.payload["spam"])


def _content(payload: dict[str, Any]) -> Topic | Answer | None:
    if payload["answer"] is None:
        topics = Topic.objects.select_related("forum__site", "author__user")
        return topics.filter(pk=payload["topic"]).first()
    answers = Answer.objects.select_related("topic__forum__site", "author__user")
    return answers.filter(pk=payload["answer"]).first()
