"""Everything again from the rows, in batches. Run at any time it changes nothing, unless something was lost.

Each batch is a transaction of its own that keeps how far it came: a recount that was killed goes on there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from feedback_community.models import Member
from feedback_community.reputation import limits
from feedback_community.reputation.actions.awards import award_due_badges
from feedback_community.reputation.actions.ranks import all_ranks, review_ranks, update_points
from feedback_community.reputation.actions.scores import (
    all_boards,
    forget_periods,
    recount_board,
    rescore,
)
from feedback_community.reputation.actions.suspicions import find_suspicions
from feedback_community.reputation.actions.totals import Span, derive
from feedback_community.reputation.ledger import Scope, lock_ledger, settle, withdraw
from feedback_community.reputation.models import LedgerEntry, Recount, Reputation
from feedback_community.reputation.pointrule import PointRule
from feedback_community.reputation.rules import all_rules, rules_by_reason

NAME = "recalculate"
#: Steps besides those of the rules.
GONE, PEOPLE = "rules that are gone", "people"

T = TypeVar("T")
#: Told after each batch: the step, the last key done, the last key there is.
Progress = Callable[[str, int, int], None]


def recalculate(progress: Progress | None = None, *, restart: bool = False) -> Counter[str]:
    """Put right what is not as the rows say. Returns what was wrong, by kind."""
    if restart:
        Recount.objects.filter(name=NAME).delete()
    wrong: Counter[str] = Counter()
    # The ledger first; then each person's totals, points, rank and badges from it, whole.
    names = [GONE, *(f"rule {rule.reason}" for rule in all_rules()), PEOPLE]
    run, _created = Recount.objects.get_or_create(name=NAME)
    first = names.index(run.step) if run.step in names else 0
    for name in names[first:]:
        after = run.last_id if name == run.step else 0
        top = _top(name)
        for last, found in _batches(name, after):
            wrong += found
            if progress:
                progress(name, last, max(top, last))
    wrong += _finish()
    Recount.objects.filter(name=NAME).delete()
    return wrong


def _rows(name: str) -> QuerySet:
    """The rows whose keys a step goes through."""
    if name == PEOPLE:
        return Member.objects.order_by("pk")
    if name == GONE:
        return LedgerEntry.objects.standing().exclude(reason__in=rules_by_reason()).order_by("pk")
    return apps.get_model(_rule(name).model)._default_manager.order_by("pk")


def _rule(name: str) -> PointRule:
    return rules_by_reason()[name.removeprefix("rule ")]


def _top(name: str) -> int:
    return _rows(name).order_by().aggregate(top=Max("pk"))["top"] or 0


def _batches(name: str, after: int) -> Iterator[tuple[int, Counter[str]]]:
    """The last key of each batch, and what was wrong in it. The size goes by how long the last one took."""
    most = limits.RECOUNT_PEOPLE if name == PEOPLE else limits.RECOUNT_BATCH
    size = max(1, most // 8)
    while True:
        ids = list(_rows(name).filter(pk__gt=after).values_list("pk", flat=True)[:size])
        upto = ids[-1] if len(ids) == size else None
        found, seconds = _in_turn(partial(_step, name, ids, after, upto))
        yield (ids[-1] if ids else after), found
        if upto is None:
            return
        after = upto
        size = max(1, size // 2) if seconds > limits.RECOUNT_SECONDS else min(most, size * 2)


def _in_turn(act: Callable[[], T]) -> tuple[T, float]:
    """In a transaction of its own, as the only one who derives. Returns the result, and the seconds it took.

    Where one writer keeps out all others (SQLite), it then rests as long, so that they get in.
    """
    with transaction.atomic():
        started = time.monotonic()
        lock_ledger()
        result = act()
    seconds = time.monotonic() - started
    if not connection.features.has_select_for_update:
        time.sleep(seconds)
    return result, seconds


def _step(name: str, ids: list[int], after: int, upto: int | None) -> Counter[str]:
    found = _look(name, ids, after, upto)
    Recount.objects.filter(name=NAME).update(step=name, last_id=upto or after)
    return found


def _look(name: str, ids: list[int], after: int, upto: int | None) -> Counter[str]:
    if name == PEOPLE:
        return _people(ids)
    if name == GONE:
        return +Counter({"rules that are gone": len(withdraw(_rows(name).filter(pk__in=ids)))})
    rule = _rule(name)
    return +Counter({rule.reason: len(settle(rule, Scope.between(after, upto)))})


def _people(ids: list[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    totals = derive(ids, Span())
    points = rescore(ids)
    known = dict(Reputation.objects.filter(member__in=ids).values_list("member_id", "points"))
    points = {pk: total for pk, total in points.items() if total or pk in known}
    drifted = [pk for pk, total in points.items() if known.get(pk) != total]
    update_points(points)
    found["day totals"] = len(totals)
    found["points"] = len(drifted)
    found["ranks"] = review_ranks(points, all_ranks())
    found["badges"] = award_due_badges(ids)
    _count_helpful(ids)
    return +found


def _count_helpful(ids: list[int]) -> None:
    """Helpful votes of the last days: they grow old, so this is no drift."""
    since = timezone.now() - timedelta(days=limits.HELPFUL_DAYS)
    rows = LedgerEntry.objects.standing().filter(member__in=ids, reason="helpful", at__gt=since)
    numbers = dict(rows.order_by().values_list("member_id").annotate(Count("pk")))
    changed = []
    for row in Reputation.objects.filter(member__in=ids):
        if row.helpful_lately != numbers.get(row.pk, 0):
            row.helpful_lately = numbers.get(row.pk, 0)
            changed.append(row)
    Reputation.objects.bulk_update(changed, ["helpful_lately"], batch_size=200)


def _finish() -> Counter[str]:
    """What is not counted by people: the boards, what looks arranged."""
    found: Counter[str] = Counter()
    for forget in forget_periods():
        _in_turn(forget)
    for board in all_boards():
        found["places"] += _in_turn(partial(recount_board, board))[0]
    find_suspicions()
    return +found
