"""Texts that mention a person, after the person's shown name has changed in the host's accounts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from feedback_community.actions.renaming import follow_in_texts
from feedback_community.models import Member, OutboxMessage
from feedback_community.outbox import queue

CHANNEL = "mentions"
EVENTS = ("name_changed",)


def announce_new_name(member: Member) -> None:
    """The texts are rendered again by the worker: there may be thousands."""
    queue.put("name_changed", key=f"member:{member.pk}", member=member.pk)


def consume(messages: Sequence[OutboxMessage]) -> None:
    """Outbox consumer: render again what mentions these people. Doing it twice changes nothing."""
    members = {message.payload["member"] for message in messages}
    for member in Member.objects.with_user().filter(pk__in=members):
        with transaction.atomic():
            follow_in_texts(member, member.handle)
