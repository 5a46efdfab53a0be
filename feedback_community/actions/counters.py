"""Every denormalised number, counted again from rows.

Run at any time it changes nothing unless something drifted. Rows are locked first and counted in a later
statement, so that the result is exact beside people who vote and answer meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q
from django.utils import timezone

from feedback_community.enums import ModerationState
from feedback_community.models import Answer, Forum, Merge, Topic, Vote

BATCH = 1_000
#: Trending looks at this many days.
TRENDING_DAYS = 30
#: Days after which a topic's activity weighs half.
TRENDING_HALF_LIFE = 14
#: Somebody who answers takes part more deeply than somebody who votes.
COMMENTER_WEIGHT = 2


def recount_counters(*, fix: bool = True) -> Counter[str]:
    """Put right what drifted, or only look. Returns how many rows were wrong, by counter."""
    drifted: Counter[str] = Counter()
    for pks in _batches(Topic):
        drifted += _recount(Topic, pks, COUNTS, fix)
    for pks in _batches(Answer):
        drifted += _recount(Answer, pks, {"helpful_count": _votes("answer")}, fix)
    for pks in _batches(Forum):
        drifted += _recount(Forum, pks, {"topic_count": _topics}, fix)
    return drifted


def _batches(model: type[Model]) -> Iterator[list[int]]:
    return _batches_of(model._default_manager.all())


@transaction.atomic
def _recount(model: Any, pks: list[int], counts: dict[str, Any], fix: bool) -> Counter[str]:
    locked = model.objects.select_for_update().only(*counts).filter(pk__in=pks).order_by("pk")
    rows = {row.pk: row for row in locked}
    drifted: Counter[str] = Counter()
    for field, count in counts.items():
        found = count(list(rows))
        wrong = [row for row in rows.values() if getattr(row, field) != found.get(row.pk, 0)]
        for row in wrong:
            setattr(row, field, found.get(row.pk, 0))
        if fix:
            model.objects.bulk_update(wrong, [field], batch_size=200)
        if wrong:
            drifted[f"{model._meta.model_name}.{field}"] += len(wrong)
    return drifted


def _votes(field: str) -> Any:
    return lambda pks: dict(
        Vote.objects.filter(**{f"{field}__in": pks}).order_by().values_list(field).annotate(Count("pk"))
    )


def _answers(pks: list[int]) -> dict[int, int]:
    rows = Answer.objects.filter(topic__in=pks, state=ModerationState.PUBLISHED)
    return dict(rows.order_by().values_list("topic").annotate(Count("pk")))


def _merges(pks: list[int]) -> dict[int, int]:
    rows = Merge.objects.filter(survivor__in=pks)
    return dict(rows.order_by().values_list("survivor").annotate(Count("pk")))


#: Counters of a topic.
COUNTS = {"vote_count": _votes("topic"), "answer_count": _answers, "merge_count": _merges}


def _topics(pks: list[int]) -> dict[int, int]:
    rows = Topic.objects.filter(forum__in=pks, state=ModerationState.PUBLISHED, is_private=False)
    return dict(rows.order_by().values_list("forum").annotate(Count("pk")))


def refresh_trending(now: datetime | None = None) -> int:
    """Score every topic that moved lately: votes and twice the people who answered in the last 30 days,
    halved with each two weeks of the topic's age. Returns how many scores changed."""
    now = now or timezone.now()
    since = now - timedelta(days=TRENDING_DAYS)
    changed = 0
    recent = Q(last_activity_at__gt=since) | Q(trending_score__gt=0)
    voted = Vote.objects.filter(topic__isnull=False, created_at__gt=since).values("topic")
    for pks in _batches_of(Topic.objects.filter(recent | Q(pk__in=voted))):
        changed += _score(pks, since, now)
    return changed


def _batches_of(queryset: Any) -> Iterator[list[int]]:
    """Primary keys in order, by keyset."""
    last = 0
    while pks := list(queryset.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


@transaction.atomic
def _score(pks: list[int], since: datetime, now: datetime) -> int:
    votes = dict(
        Vote.objects.filter(topic__in=pks, created_at__gt=since)
        .order_by()
        .values_list("topic")
        .annotate(Count("pk"))
    )
    # Who left is one person each time: nobody can tell any more.
    commenters = dict(
        Answer.objects.filter(topic__in=pks, state=ModerationState.PUBLISHED, published_at__gt=since)
        .order_by()
        .values_list("topic")
        .annotate(Count("author", distinct=True))
    )
    changed = []
    for topic in Topic.objects.filter(pk__in=pks).only("created_at", "trending_score"):
        raw = votes.get(topic.pk, 0) + COMMENTER_WEIGHT * commenters.get(topic.pk, 0)
        score = decayed(raw, topic.created_at, now)
        if score != topic.trending_score:
            topic.trending_score = score
            changed.append(topic)
    Topic.objects.bulk_update(changed, ["trending_score"], batch_size=200)
    return len(changed)


def decayed(raw: int, created_at: datetime, now: datetime) -> float:
    """Whole hours, so that a second run within the hour changes nothing."""
    hours = max(0, int((now - created_at).total_seconds() // 3600))
    return round(raw * 0.5 ** (hours / 24 / TRENDING_HALF_LIFE), 6)
