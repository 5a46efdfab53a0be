"""Who hears of an act, in batches by member id, so that a topic may have any number of followers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from feedback_community.enums import NotificationKind, SubscriptionLevel, SubscriptionReason
from feedback_community.models import Answer, Member, Subscription, Topic
from feedback_community.notifications.types import BATCHED, DIRECT, OFFICIAL, Cause, Levels
from feedback_community.querysets.members import reachable

#: What is read of a subscription.
WISH = ("member", "topic", "forum", "tag", "level", "reason", "mail", "preferences")


@dataclass(frozen=True)
class Batch:
    """Levels by member id; `last` is where the next batch goes on, None when this was the last one."""

    levels: dict[int, Levels]
    last: int | None


def scope_of(topic: Topic, kinds: Iterable[str]) -> Q:
    """The subscriptions that matter for these kinds: of the topic; for a new one of forum and tags too."""
    scope = Q(topic=topic)
    if NotificationKind.TOPIC in kinds:
        tags = topic.tagged_items.values_list("tag_id", flat=True)
        scope |= Q(forum=topic.forum_id) | Q(tag__in=list(tags))
    return scope


def levels_of(topic: Topic, member_ids: Iterable[int], kinds: Iterable[str]) -> dict[int, Levels]:
    """What these members asked to hear, as it stands now. A wish for the topic goes before its forum's."""
    ids = set(member_ids)
    of_topic: dict[int, Subscription] = {}
    wider: dict[int, list[Subscription]] = {}
    scope = scope_of(topic, kinds) | Q(forum=topic.forum_id)
    for row in Subscription.objects.filter(scope, member__in=ids).only(*WISH):
        if row.topic_id is not None:
            of_topic[row.member_id] = row
        elif row.forum_id is not None or row.level == SubscriptionLevel.ALL:
            wider.setdefault(row.member_id, []).append(row)
    chosen = dict(Member.objects.filter(pk__in=ids).values_list("pk", "preferences"))
    return {pk: _levels(of_topic.get(pk), wider.get(pk, []), chosen.get(pk, {})) for pk in ids}


def _levels(own: Subscription | None, wider: list[Subscription], preferences: dict[str, str]) -> Levels:
    # The topic itself, its forum, its tags: the nearest wish about mails is the one that counts.
    wishes = sorted(wider, key=lambda row: (row.forum_id is None, row.pk))
    follows = any(row.level == SubscriptionLevel.ALL for row in wishes)
    level = own.level if own is not None else None
    if _is_forum_muted(wishes) and (own is None or own.reason != SubscriptionReason.CHOICE):
        level = SubscriptionLevel.NONE
    if own is not None:
        wishes.insert(0, own)
    mail = next((row.mail for row in wishes if row.mail), "")
    nearest: dict[str, str] = {}
    for row in reversed(wishes):
        nearest.update(row.preferences)
    return Levels(level, follows, mail, preferences, nearest)


def _is_forum_muted(wishes: list[Subscription]) -> bool:
    """Then only what was chosen for a topic itself lets it through."""
    return any(row.forum_id is not None and row.level == SubscriptionLevel.NONE for row in wishes)


def next_batch(topic: Topic, causes: Sequence[Cause], *, after: int, size: int) -> Batch:
    """Reachable members the causes may concern. Those meant personally come with the first batch."""
    kinds = {cause.kind for cause in causes}
    direct = _direct_ids(topic, causes)
    followers: list[int] = []
    if kinds & (BATCHED | OFFICIAL):
        found = Subscription.objects.filter(
            scope_of(topic, kinds), reachable("member__"), member_id__gt=after
        )
        ids = found.exclude(member__in=direct).order_by("member_id").values_list("member_id", flat=True)
        followers = list(ids.distinct()[:size])
    last = followers[-1] if len(followers) == size else None
    wanted = set(followers)
    if after == 0:
        wanted |= set(Member.objects.reachable().filter(pk__in=direct).values_list("pk", flat=True))
    return Batch(levels_of(topic, wanted, kinds), last)


def _direct_ids(topic: Topic, causes: Sequence[Cause]) -> set[int]:
    return {pk for cause in causes if cause.kind in DIRECT for pk in addressees(topic, cause)}


def addressees(topic: Topic, cause: Cause) -> set[int]:
    """The members a direct cause is meant for."""
    author: int | None = topic.author_id
    if cause.kind in (NotificationKind.MENTION, NotificationKind.MERGED):
        return set(cause.payload["members"])
    if cause.kind == NotificationKind.DECIDED and cause.payload.get("answer"):
        author = Answer.objects.filter(pk=cause.payload["answer"]).values_list("author_id", flat=True).first()
    return set() if author is None else {author}
