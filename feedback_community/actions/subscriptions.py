"""Who follows what. A wish made by choice is never overwritten by a default."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from feedback_community import events, signals
from feedback_community.actions.members import ensure_member
from feedback_community.enums import SubscriptionLevel, SubscriptionReason
from feedback_community.models import CommunityTag, Forum, Member, Subscription, Topic

Target = Topic | Forum | CommunityTag


def _lookup(target: Target) -> dict[str, Target]:
    name = {Topic: "topic", Forum: "forum", CommunityTag: "tag"}[type(target)]
    return {name: target}


def subscribe_by_default(member: Member, topic: Topic, *, reason: SubscriptionReason) -> None:
    """Authors and answerers hear everything, voters of official answers and status (product, E8)."""
    quiet = reason in (SubscriptionReason.VOTER, SubscriptionReason.MENTION)
    level = SubscriptionLevel.OFFICIAL if quiet else SubscriptionLevel.ALL
    subscription, created = Subscription.objects.get_or_create(
        member=member, topic=topic, defaults={"level": level, "reason": reason}
    )
    if created:
        events.emit_on_commit(signals.subscribed, Subscription, subscription=subscription, by=member)
    elif not quiet and subscription.reason in (SubscriptionReason.VOTER, SubscriptionReason.MENTION):
        # Who voted first and answers now takes part more deeply than before.
        Subscription.objects.filter(pk=subscription.pk).update(level=level, reason=reason)


@transaction.atomic
def subscribe(target: Target, *, by: Any, level: SubscriptionLevel = SubscriptionLevel.ALL) -> Subscription:
    """Follow a topic, forum or tag by choice; `level` NONE mutes a topic."""
    member = ensure_member(by)
    subscription, _created = Subscription.objects.update_or_create(
        member=member,
        **_lookup(target),
        defaults={"level": level, "reason": SubscriptionReason.CHOICE},
    )
    events.emit_on_commit(signals.subscribed, Subscription, subscription=subscription, by=member)
    return subscription


@transaction.atomic
def unsubscribe(target: Target, *, by: Any) -> bool:
    """Hear nothing more of it. A topic keeps a row that says so, so that no default starts it again.

    Returns whether anything changed.
    """
    member = ensure_member(by)
    if isinstance(target, Topic):
        rows = Subscription.objects.filter(member=member, topic=target)
        if rows.filter(level=SubscriptionLevel.NONE).exists():
            return False
        subscribe(target, by=by, level=SubscriptionLevel.NONE)
        return True
    deleted, _rows = Subscription.objects.filter(member=member, **_lookup(target)).delete()
    return bool(deleted)
