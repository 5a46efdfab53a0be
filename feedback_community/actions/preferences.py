"""When and by which channel a person hears of what: set by the person, or stopped by the link in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from feedback_community.actions.members import ensure_member
from feedback_community.enums import DIGEST_TIMINGS, NotificationChannel, Timing
from feedback_community.models import Member, Subscription

_EMAIL = f"{NotificationChannel.EMAIL}:"


@transaction.atomic
def set_preferences(*, by: Any, chosen: Mapping[str, str]) -> bool:
    """Set the timing of each "channel:kind" that is named. Returns whether anything changed.

    What a summary has gathered already still comes with it, unless the person wants no mail any more.
    """
    known = ensure_member(by)
    member = _locked(known)
    wanted = {**member.preferences, **chosen}
    kept = {key: str(timing) for key, timing in wanted.items() if timing != Timing.NOW}
    known.preferences = kept
    return _save(member, kept)


@transaction.atomic
def stop_digests(member: Member) -> bool:
    """No more summaries; everything stays in the bell. Returns whether anything changed."""
    member = _locked(member)
    kept = {
        key: str(Timing.NEVER) if key.startswith(_EMAIL) and timing in DIGEST_TIMINGS else timing
        for key, timing in member.preferences.items()
    }
    own = Subscription.objects.filter(member=member, mail__in=DIGEST_TIMINGS).update(mail=Timing.NEVER)
    return _save(member, kept) or bool(own)


def _locked(member: Member) -> Member:
    return Member.objects.select_for_update().get(pk=member.pk)


def _save(member: Member, preferences: dict[str, str]) -> bool:
    if member.preferences == preferences:
        return False
    member.preferences = preferences
    member.save(update_fields=["preferences"])
    return True
