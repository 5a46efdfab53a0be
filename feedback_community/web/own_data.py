"""Everything the community keeps of one person, as that person may take it along."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from feedback_community import hooks
from feedback_community.files.storage import private_storage
from feedback_community.models import Answer, Attachment, Member, Subscription, Topic, Vote

#: Columns of each kind, read in pieces: somebody may have written ten thousand answers.
TOPIC = ("pk", "title", "body", "topic_type", "state", "is_private", "created_at", "edited_at")
ANSWER = ("pk", "topic_id", "topic__title", "body", "state", "created_at", "edited_at")
VOTE = ("topic_id", "answer_id", "created_at", "note")
WISH = ("level", "mail", "preferences", "reason", "created_at")
SUBSCRIPTION = ("topic_id", "forum__name", "tag__name", *WISH)
FILE = ("uid", "topic_id", "answer_id", "name", "alt", "content_type", "size", "created_at")
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
        "file": _files(member.attachments.filter(is_stored=True)),
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
        "preferences": member.preferences,
        "member_since": member.created_at,
        "suspended_until": member.suspended_until,
        "is_former_employee": member.is_former_employee,
    }


def _rows(found: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    return found.order_by("pk").values(*columns).iterator(chunk_size=500)


def _files(found: QuerySet[Attachment]) -> Iterator[dict[str, Any]]:
    """With what is in them, as Base64: the download is complete by itself."""
    storage = private_storage()
    for row in found.order_by("pk").iterator(chunk_size=100):
        facts = {name: getattr(row, name) for name in FILE}
        try:
            with storage.open(row.stored_as) as file:
                yield {**facts, "content": base64.b64encode(file.read()).decode()}
        except Exception as problem:  # Every storage has errors of its own; the rest of the data goes on.
            yield {**facts, "content": None, "problem": type(problem).__name__}


def _line(kind: str, row: dict[str, Any]) -> str:
    return json.dumps({"type": kind, **row}, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
