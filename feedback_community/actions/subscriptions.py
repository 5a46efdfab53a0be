"""Who follows what. A wish made by choice is never overwritten by a default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from feedback_community import events, signals
from feedback_community.actions.members import ensure_member
from feedback_community.actions.prepared import insert_once
from feedback_community.enums import SubscriptionLevel, SubscriptionReason
from feedback_community.models import CommunityTag, Forum, Member, Subscription, Topic

Target = Topic | Forum | CommunityTag


def _lookup(target: Target) -> dict[str, Any]:
    name = {Topic: "topic", Forum: "forum", CommunityTag: "tag"}[type(target)]
    return {name: target}


def subscribe_by_default(member: Member, topic: Topic, *, reason: SubscriptionReason) -> None:
    """Authors and answerers hear everything, voters of official answers and status (product, E8)."""
    quiet = reason in (SubscriptionReason.VOTER, SubscriptionReason.MENTION)
    level = SubscriptionLevel.OFFICIAL if quiet else SubscriptionLevel.ALL
    fresh = Subscription(member=member, topic=topic, level=level, reason=reason)
    if insert_once(fresh):
        events.emit_on_commit(signals.subscribed, Subscription, subscription=fresh, by=member)
        return
    subscription = Subscription.objects.get(member=member, topic=topic)
    if not quiet and subscription.reason in (SubscriptionReason.VOTER, SubscriptionReason.MENTION):
        # Who voted first and answers now takes part more deeply than before.
        Subscription.objects.filter(pk=subscription.pk).update(level=level, reason=reason, merge=None)
    elif subscription.merge_id is not None:
        # A copy that a merge made: now the member takes part here, and would after an undoing too.
        Subscription.objects.filter(pk=subscription.pk).update(merge=None)


@transaction.atomic
def subscribe(target: Target, *, by: Any, level: SubscriptionLevel = SubscriptionLevel.ALL) -> Subscription:
    """Follow a topic, forum or tag by choice; `level` NONE mutes a topic."""
    member = ensure_member(by)
    subscription, _created = Subscription.objects.update_or_create(
        member=member,
        **_lookup(target),
        defaults={"level": level, "reason": SubscriptionReason.CHOICE, "merge": None},
    )
    events.emit_on_commit(signals.subscribed, Subscription, subscription=subscription, by=member)
    return subscription


@transaction.atomic
def set_wishes(
    target: Topic | Forum, *, by: Any, level: SubscriptionLevel, chosen: Mapping[str, str]
) -> Subscription | None:
    """What a person wants of one topic or forum: how much, and by "channel:kind" when ("" as everywhere).

    In a forum OFFICIAL is what is usual: only what the person takes part in. NONE mutes all of it, but for
    topics that the person chose to follow. Returns None where nothing is left that differs.
    """
    kept = {key: timing for key, timing in chosen.items() if timing}
    if isinstance(target, Forum) and level == SubscriptionLevel.OFFICIAL and not kept:
        silence(ensure_member(by), target)
        return None
    subscription = subscribe(target, by=by, level=level)
    Subscription.objects.filter(pk=subscription.pk).update(preferences=kept)
    subscription.preferences = kept
    return subscription


@transaction.atomic
def unsubscribe(target: Target, *, by: Any) -> bool:
    """Hear nothing more of it. A topic keeps a row that says so, so that no default starts it again.

    Returns whether anything changed.
    """
    return silence(ensure_member(by), target)


@transaction.atomic
def change_subscription(subscription: Subscription, *, by: Member, level: SubscriptionLevel) -> bool:
    """Set the level of one's own subscription. A tag is left, a topic or forum keeps a row that mutes it.

    Returns whether anything changed.
    """
    own = Subscription.objects.filter(pk=subscription.pk, member=by)
    if level == SubscriptionLevel.NONE and subscription.tag_id is not None:
        deleted, _rows = own.delete()
        return bool(deleted)
    changed = own.exclude(level=level, reason=SubscriptionReason.CHOICE)
    return bool(changed.update(level=level, reason=SubscriptionReason.CHOICE, merge=None))


@transaction.atomic
def change_mail(subscription: Subscription, *, by: Member, mail: str) -> bool:
    """When mails about this leave; "" is as everywhere else. Returns whether anything changed."""
    own = Subscription.objects.filter(pk=subscription.pk, member=by).exclude(mail=mail)
    return bool(own.update(mail=mail))


@transaction.atomic
def silence(member: Member, target: Target) -> bool:
    """What the link in a mail does: no more about this, for a member who need not be signed in.

    Returns whether anything changed.
    """
    own = Subscription.objects.filter(member=member, **_lookup(target))
    if not isinstance(target, Topic):
        deleted, _rows = own.delete()
        return bool(deleted)
    if own.filter(level=SubscriptionLevel.NONE).exists():
        return False
    Subscription.objects.update_or_create(
        member=member,
        topic=target,
        defaults={"level": SubscriptionLevel.NONE, "reason": SubscriptionReason.CHOICE, "merge": None},
    )
    return True
