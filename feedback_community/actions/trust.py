"""Trust levels from facts, not from points: who has shown what, and who lost it again.

The numbers are the product definition's (section E6); reading time is not among the facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from feedback_community import events, limits, signals
from feedback_community.actions.notices import notify
from feedback_community.conf import app_settings
from feedback_community.enums import ModerationState, TrustLevel
from feedback_community.models import Answer, Flag, Member, ModerationItem, Topic
from feedback_community.models.flag import FlagDecision

#: Members looked at in one transaction.
BATCH = 500


def refresh_trust(now: datetime | None = None) -> int:
    """Bring every member's level in line with the facts. Returns how many changed; the schedule calls it."""
    now = now or timezone.now()
    return sum(_refresh(members, now) for members in _batches())


def _batches() -> Iterator[list[Member]]:
    last = 0
    while True:
        rows = Member.objects.with_user().filter(pk__gt=last, is_anonymised=False).order_by("pk")
        members = list(rows[:BATCH])
        if not members:
            return
        yield members
        last = members[-1].pk


@transaction.atomic
def _refresh(members: list[Member], now: datetime) -> int:
    ids = [member.pk for member in members]
    day = now - timedelta(hours=limits.NEW_MEMBER_HOURS)
    old = _posts(ids, Q(published_at__lte=day)) + _approved(ids)
    posts, helpful = _posts(ids, Q()), _helpful(ids)
    flags = _confirmed_flags(ids, now - timedelta(days=limits.TRUST_FLAG_DAYS))
    changed = 0
    for member in members:
        pk = member.pk
        level = _level(member, old=old[pk], posts=posts[pk], helpful=helpful[pk], flags=flags[pk], now=now)
        if level != member.trust:
            changed += _set(member, level, flagged=flags[pk] >= limits.DEMOTING_FLAGS, now=now)
    return changed


def _set(member: Member, level: TrustLevel, *, flagged: bool, now: datetime) -> int:
    """Whoever loses a level is told, once for each loss."""
    previous = member.trust
    if not Member.objects.filter(pk=member.pk, trust=previous).update(trust=level):
        return 0
    if level < previous and member.user_id is not None:
        data = {"level": int(level), "flagged": flagged}
        cause = f"trust_lost:{member.pk}:{now:%Y%m%d%H%M%S}"
        notify(member.pk, "trust_lost", cause=cause, data=data, by_mail=True)
        events.emit_on_commit(signals.trust_lost, Member, member=member, by=None, previous=previous)
    return 1


def _level(member: Member, *, old: int, posts: int, helpful: int, flags: int, now: datetime) -> TrustLevel:
    long_here = member.created_at <= now - timedelta(days=limits.PROVEN_DAYS)
    shown = posts >= limits.PROVEN_POSTS and helpful >= limits.PROVEN_HELPFUL
    if long_here and shown and not flags:
        level = TrustLevel.PROVEN
    elif old or _is_verified(member):
        level = TrustLevel.KNOWN
    else:
        level = TrustLevel.NEW
    # Two confirmed flags take a level away for as long as they are remembered.
    return TrustLevel(max(0, level - 1)) if flags >= limits.DEMOTING_FLAGS else level


def _is_verified(member: Member) -> bool:
    """Whether the site vouches for the person, e.g. because there is a contract."""
    verify = app_settings.load("VERIFIED_CUSTOMER")
    return bool(verify is not None and member.user_id and verify(member.user))


def _posts(ids: list[int], when: Q) -> Counter[int]:
    found: Counter[int] = Counter()
    for model in (Topic, Answer):
        rows = model._default_manager.filter(when, author__in=ids, state=ModerationState.PUBLISHED)
        found += _by_author(rows.order_by().values_list("author").annotate(n=Count("pk")))
    return found


def _approved(ids: list[int]) -> Counter[int]:
    """Posts that a moderator has read and let through."""
    passed = ModerationItem.objects.filter(decision=ModerationState.PUBLISHED).order_by()
    topics = passed.filter(answer=None, topic__author__in=ids).values_list("topic__author")
    answers = passed.filter(answer__author__in=ids).values_list("answer__author")
    return _by_author(topics.annotate(n=Count("pk"))) + _by_author(answers.annotate(n=Count("pk")))


def _helpful(ids: list[int]) -> Counter[int]:
    answers = Answer.objects.filter(author__in=ids, state=ModerationState.PUBLISHED).order_by()
    return _by_author(answers.values_list("author").annotate(n=Sum("helpful_count")))


def _confirmed_flags(ids: list[int], since: datetime) -> Counter[int]:
    confirmed = Flag.objects.filter(decision=FlagDecision.CONFIRMED, created_at__gte=since).order_by()
    topics = confirmed.filter(answer=None, topic__author__in=ids).values_list("topic__author")
    answers = confirmed.filter(answer__author__in=ids).values_list("answer__author")
    # Several flags on one post are one fault.
    return _by_author(topics.annotate(n=Count("topic", distinct=True))) + _by_author(
        answers.annotate(n=Count("answer", distinct=True))
    )


def _by_author(rows: QuerySet[Any]) -> Counter[int]:
    return Counter({author: count for author, count in rows if count})
