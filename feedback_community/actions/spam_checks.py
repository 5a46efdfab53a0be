"""Ask a remote service whether a held post is spam: in the worker, outside of any transaction.

Whatever the service does, the post is in the queue meanwhile, and a moderator may decide first.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from feedback_community import events, limits, signals
from feedback_community.actions import publishing
from feedback_community.actions.history import record
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.conf import app_settings
from feedback_community.enums import EventKind, HoldReason, ModerationState
from feedback_community.models import Answer, ModerationItem, OutboxMessage, Topic
from feedback_community.outbox import queue

logger = logging.getLogger("feedback_community.spam")

CHANNEL = "spam check"
EVENTS = ("spam_asked",)


def consume(messages: Sequence[OutboxMessage]) -> None:
    for message in messages:
        check(message.payload["item"], last_try=message.attempts >= limits.SPAM_TRIES)


def check(pk: int, *, last_try: bool) -> None:
    """Raises what the service raised, so that the outbox tries again; the last time it stays for a human."""
    ask = app_settings.load("SPAM_CHECK")
    items = ModerationItem.objects.pending().filter(pk=pk, reason=HoldReason.CHECK)
    topic, answer = ("topic__forum__site", "topic__author__user"), ("answer__topic__forum__site",)
    item = items.select_related(*topic, *answer, "answer__author__user").first()
    if item is None or ask is None:
        return
    try:
        spam = ask(item.content)
    except Exception as problem:
        if not last_try:
            raise
        logger.warning("Post of moderation item %s was not checked: %s", pk, problem)
        items.update(detail="the service did not answer")
        return
    if spam:
        items.update(reason=HoldReason.SPAM)
    else:
        release(item)


@transaction.atomic
def release(item: ModerationItem) -> bool:
    """In order: it becomes public. Returns False where somebody decided, or changed the text, meanwhile."""
    content = lock_answer(item.answer) if item.answer else lock_topic(item.topic)
    if content.state != ModerationState.HELD:
        return False
    if _words(content) != _words(item.content):
        queue.put("spam_asked", item=item.pk)
        return False
    passed = {"decision": ModerationState.PUBLISHED, "decided_at": timezone.now()}
    if not ModerationItem.objects.pending().filter(pk=item.pk).update(**passed):
        return False
    topic = content if isinstance(content, Topic) else content.topic
    if isinstance(content, Topic):
        publishing.publish_topic(content, by=None)
    else:
        publishing.publish_answer(content, by=None)
    record(topic, EventKind.APPROVED, by=None, answer=item.answer, is_public=False)
    events.emit_on_commit(signals.content_approved, ModerationItem, item=item, by=None)
    return True


def _words(content: Topic | Answer) -> tuple[str, ...]:
    return (content.title, content.body) if isinstance(content, Topic) else (content.body,)
