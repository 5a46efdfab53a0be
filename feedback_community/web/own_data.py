"""Everything the community keeps of one person, as that person may take it along."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from feedback_community import hooks
from feedback_community.models import Answer, Member, Subscription, Topic, Vote

#: Columns of each kind, read in pieces: somebody may have written ten thousand answers.
TOPIC = ("pk", "title", "body", "topic_type", "state", "is_private", "created_at", "edited_at")
ANSWER = ("pk", "topic_id", "topic__title", "body", "state", "created_at", "edited_at")
VOTE = ("topic_id", "answer_id", "created_at", "note")
SUBSCRIPTION = ("topic_id", "forum__name", "tag__name", "level", "reason", "created_at")
NOTIFICATION = ("kind", "channel", "topic_id", "state", "created_at", "sent_at", "read_at")


def lines_of(member: Member) -> Iterator[str]:
    """One JSON object a line, each with its `type`. Optional apps add theirs by a hook."""
    yield _line("profile", _profile(member))
    sources: dict[str, Iterable[dict[str, Any]]] = {
        "topic": _rows(Topic.objects.by_author(member), TOPIC),
        "answer": _rows(Answer.objects.by_author(member), ANSWER),
        "vote": _rows(Vote.objects.filter(voter=member), VOTE),
        "subscription": _rows(Subscription.objects.filter(member=member), SUBSCRIPTION),
        "notification": _rows(member.notifications.all(), NOTIFICATION),
    }
    for kind, rows in sources.items():
        for row in rows:
            yield _line(kind, row)
    for kind, row in hooks.get_own_data(member):
        yield _line(kind, row)


def _profile(member: Member) -> dict[str, Any]:
    return {
        "handle": member.handle,
        "language": member.language,
        "member_since": member.created_at,
        "suspended_until": member.suspended_until,
        "is_former_employee": member.is_former_employee,
    }


def _rows(found: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    return found.order_by("pk").values(*columns).iterator(chunk_size=500)


def _line(kind: str, row: dict[str, Any]) -> str:
    return json.dumps({"type": kind, **row}, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
