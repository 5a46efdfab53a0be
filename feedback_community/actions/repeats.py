"""A double click, a second press on a slow line, a reload: the same text at the same place counts once.

The lock on the author's row makes this exact across processes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.answers import post_answer
from feedback_community.actions.members import ensure_member
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.topics import create_topic
from feedback_community.models import Answer, Forum, Member, Topic


@transaction.atomic
def create_topic_once(forum: Forum, *, author: Any, title: str, body: str, **fields: Any) -> Topic:
    """`create_topic`, or the topic the same person opened with the same words a moment ago."""
    member = _lock(author)
    same = Topic.objects.by_author(member).in_forum(forum)
    same = same.filter(title=" ".join(title.split()), body=body, created_at__gt=_moment_ago())
    earlier = same.order_by("pk").first()
    if earlier is not None:
        earlier.forum = forum
        return earlier
    return create_topic(forum, author=author, title=title, body=body, **fields)


@transaction.atomic
def post_answer_once(topic: Topic, *, author: Any, body: str, **fields: Any) -> Answer:
    """`post_answer`, or the answer the same person gave here with the same words a moment ago."""
    return _earlier(topic, author, body) or post_answer(topic, author=author, body=body, **fields)


@transaction.atomic
def post_official_answer_once(topic: Topic, *, by: Any, body: str, **fields: Any) -> Answer:
    """`post_official_answer`, or the answer the same press of the button gave a moment ago."""
    return _earlier(topic, by, body) or post_official_answer(topic, by=by, body=body, **fields)


def _earlier(topic: Topic, author: Any, body: str) -> Answer | None:
    same = Answer.objects.of_topic(topic).by_author(_lock(author))
    earlier = same.filter(body=body, created_at__gt=_moment_ago()).order_by("pk").first()
    if earlier is not None:
        earlier.topic = topic
    return earlier


def _lock(author: Any) -> Member:
    return Member.objects.select_for_update().get(pk=ensure_member(author).pk)


def _moment_ago() -> datetime:
    return timezone.now() - timedelta(seconds=limits.REPEAT_SECONDS)
