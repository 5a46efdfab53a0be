"""Everything again from the rows, in batches. Run at any time it changes nothing, unless something was lost.

Each batch is a transaction of its own that keeps how far it came: a recount that was killed goes on there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from feedback_community.models import Member
from feedback_community.reputation import limits
from feedback_community.reputation.actions.awards import award_due_badges
from feedback_community.reputation.actions.follow import follow_entries
from feedback_community.reputation.actions.ranks import all_ranks, review_ranks, update_points
from feedback_community.reputation.actions.scores import recount_boards, rescore
from feedback_community.reputation.actions.suspicions import find_suspicions
from feedback_community.reputation.actions.totals import Span, derive
from feedback_community.reputation.ledger import Scope, lock_ledger, settle, withdraw
from feedback_community.reputation.models import LedgerEntry, Recount, Reputation
from feedback_community.reputation.rules import all_rules, rules_by_reason

NAME = "recalculate"
MEMBERS = 200

#: Told after each batch: the step, the last key done, the last key there is.
Progress = Callable[[str, int, int], None]


def recalculate(progress: Progress | None = None, *, restart: bool = False) -> Counter[str]:
    """Put right what is not as the rows say. Returns what was wrong, by kind."""
    if restart:
        Recount.objects.filter(name=NAME).delete()
    wrong: Counter[str] = Counter()
    names = [*(f"rule {rule.reason}" for rule in all_rules()), "people"]
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


def _top(name: str) -> int:
    model: Any = Member if name == "people" else _rule(name)[1]
    return model._default_manager.aggregate(top=Max("pk"))["top"] or 0


def _rule(name: str) -> tuple[Any, Any]:
    rule = rules_by_reason()[name.removeprefix("rule ")]
    return rule, apps.get_model(rule.model)


def _batches(name: str, after: int) -> Iterator[tuple[int, Counter[str]]]:
    """The last key of each batch, and what was wrong in it."""
    size = MEMBERS if name == "people" else limits.RECOUNT_BATCH
    model: Any = Member if name == "people" else _rule(name)[1]
    while True:
        keys = model._default_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        ids = list(keys[:size])
        upto = ids[-1] if len(ids) == size else None
        with transaction.atomic():
            lock_ledger()
            found = _people(ids) if name == "people" else _settle(name, after, upto)
            Recount.objects.filter(name=NAME).update(step=name, last_id=upto or after)
        yield (ids[-1] if ids else after), found
        if upto is None:
            return
        after = upto


def _settle(name: str, after: int, upto: int | None) -> Counter[str]:
    rule, _model = _rule(name)
    entries = settle(rule, Scope.between(after, upto))
    follow_entries(entries)
    return Counter({rule.reason: len(entries)} if entries else {})


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


@transaction.atomic
def _finish() -> Counter[str]:
    """What is not counted by batches: rules that are gone, the boards, what looks arranged."""
    lock_ledger()
    orphans = LedgerEntry.objects.standing().exclude(reason__in=rules_by_reason())
    entries = withdraw(orphans)
    follow_entries(entries)
    boards = recount_boards()
    find_suspicions()
    return +Counter({"rules that are gone": len(entries), "places": boards})
