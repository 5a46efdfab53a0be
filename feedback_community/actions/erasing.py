"""A person leaves: threads stay readable, the name is nowhere."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from reversion.models import Version

from feedback_community import events, signals
from feedback_community.actions.file_upkeep import forget_files
from feedback_community.actions.members import ensure_member
from feedback_community.actions.renaming import follow_in_texts
from feedback_community.actions.suspensions import carry_suspensions
from feedback_community.comments import gateway
from feedback_community.enums import ModerationState
from feedback_community.models import Answer, Guest, GuestProof, Member, Mention, ModerationItem, Topic
from feedback_community.people import member_of, remember
from feedback_community.permissions.suspensions import suspensions_of


@transaction.atomic
def anonymise_member(member: Member) -> None:
    """Turn a person into a former member. Where others mentioned the person, the handle goes too."""
    handle, user_id = member.handle, member.user_id
    _forget_in_kept_texts(member)
    Member.objects.filter(pk=member.pk).update(
        user=None,
        handle=f"former-{secrets.token_hex(6)}",
        stub_name="",
        language="",
        preferences={},
        is_anonymised=True,
    )
    member.refresh_from_db()
    follow_in_texts(member, handle)
    forget_files(member)
    if user_id is not None:
        gateway.forget_user(user_id)
    _forget_address(member)
    member.subscriptions.all().delete()
    member.notifications.all().delete()
    _withdraw_waiting(member)
    events.emit_on_commit(signals.member_anonymised, Member, member=member, by=None)


@transaction.atomic
def leave_community(*, by: Any) -> bool:
    """A person turns into a former member without staff. The account on the site stays.

    Returns False for somebody who is no member. Writing again later makes a new member.
    """
    member = member_of(by)
    if member is None:
        return False
    running = [row.pk for row in suspensions_of(member) if row.pk]
    anonymise_member(member)
    remember(by, None)
    if running:
        # Whoever leaves and comes back is still suspended.
        carry_suspensions(running, to=ensure_member(by))
    return True


def _forget_address(member: Member) -> None:
    """Of a guest: the address and its hash, and what still waits for a proof of it."""
    known = Guest.objects.filter(member=member)
    GuestProof.objects.filter(address_hash__in=known.values("address_hash")).delete()
    known.delete()


def _withdraw_waiting(member: Member) -> None:
    """Posts that nobody has read yet will not appear, and leave the queue."""
    held = {"state": ModerationState.HELD}
    waiting = ModerationItem.objects.pending()
    now, decision = timezone.now(), ModerationState.REJECTED
    waiting.filter(answer__author=member).update(decision=decision, decided_at=now)
    waiting.filter(answer=None, topic__author=member).update(decision=decision, decided_at=now)
    member.topics.filter(**held).update(state=ModerationState.REJECTED)
    member.answers.filter(**held).update(state=ModerationState.REJECTED)


def _forget_in_kept_texts(member: Member) -> None:
    """Earlier states of the texts that mention the person. A handle needs no escaping in JSON."""
    pattern = re.compile(rf"(?<![\w@])@{re.escape(member.handle)}(?![\w-])", re.IGNORECASE)
    for mention in Mention.objects.filter(member=member).select_related("topic", "answer"):
        content: Topic | Answer = mention.answer or mention.topic
        for version in Version.objects.get_for_object(content):
            clean = pattern.sub("@former", version.serialized_data)
            if clean != version.serialized_data:
                Version.objects.filter(pk=version.pk).update(serialized_data=clean)
