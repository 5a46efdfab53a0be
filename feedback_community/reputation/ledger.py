"""The only writer of the ledger: compares what stands in the rows with what stands here, adds the difference.

Doing it twice changes nothing. One at a time, so that nobody writes what another has just seen undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Max, Q, QuerySet

from feedback_community.reputation.models import LedgerEntry, Recount
from feedback_community.reputation.rules import PointRule

#: Row whose lock makes everybody wait who derives something from the ledger.
LOCK = "ledger"


@dataclass(frozen=True, slots=True)
class Scope:
    """Some rows of a rule's model, and the ledger's rows about them."""

    rows: Q
    entries: Q

    @classmethod
    def of_ids(cls, ids: Iterable[int]) -> Scope:
        found = sorted(set(ids))
        return cls(Q(pk__in=found), Q(source_id__in=found))

    @classmethod
    def between(cls, after: int, upto: int | None) -> Scope:
        """Keys above `after`, up to `upto`; None for all above."""
        rows, entries = Q(pk__gt=after), Q(source_id__gt=after)
        if upto is not None:
            rows, entries = rows & Q(pk__lte=upto), entries & Q(source_id__lte=upto)
        return cls(rows, entries)


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that stands, and what it earns."""

    source_id: int
    member_id: int
    giver_id: int | None
    forum_id: int | None
    within: int | None
    at: datetime
    points: int

    def is_in(self, entry: LedgerEntry) -> bool:
        return all(getattr(entry, name) == getattr(self, name) for name in self.__slots__)


def lock_ledger() -> None:
    """Until the transaction ends nobody else derives or writes. The first statement of each step."""
    rows = Recount.objects.select_for_update().filter(name=LOCK).order_by()
    if not rows.first():
        Recount.objects.get_or_create(name=LOCK)
        rows.first()


def rows_of(rule: PointRule) -> QuerySet:
    """The rows that earn at present: standing, of somebody who is still here, not one's own gift."""
    rows = apps.get_model(rule.model)._default_manager.filter(
        rule.standing, **{f"{rule.earner}__isnull": False, f"{rule.earner}__is_anonymised": False}
    )
    if rule.giver:
        rows = rows.filter(Q(**{f"{rule.giver}__isnull": True}) | ~Q(**{rule.giver: F(rule.earner)}))
    return rows


def facts(rule: PointRule, scope: Scope) -> dict[int, Fact]:
    """What stands, by the key of the row that earned it."""
    at = rule.at() if callable(rule.at) else F(rule.at)
    columns = [rule.earner, rule.giver, rule.forum, rule.within]
    rows = rows_of(rule).filter(scope.rows).annotate(_earned_at=at).order_by("pk")
    found: dict[int, Fact] = {}
    for pk, earned_at, *values in rows.values_list("pk", "_earned_at", *filter(None, columns)):
        read = iter(values)
        row: list[Any] = [next(read) if column else None for column in columns]
        earner, giver, forum, within = row
        found[pk] = Fact(pk, earner, giver, forum, within, earned_at, rule.points)
    return found


def settle(rule: PointRule, scope: Scope) -> list[LedgerEntry]:
    """Make the ledger say what the rows say. Returns the rows that were added. The caller holds the lock."""
    stand = LedgerEntry.objects.standing().filter(scope.entries, reason=rule.reason)
    missing = facts(rule, scope)
    wrong = []
    for entry in stand:
        fact = missing.get(entry.source_id)
        if fact is not None and fact.is_in(entry):
            del missing[entry.source_id]
        else:
            wrong.append(entry)
    return _append(rule, wrong, list(missing.values())) if wrong or missing else []


def withdraw(entries: QuerySet[LedgerEntry]) -> list[LedgerEntry]:
    """Undo awards of a rule that there is no more. The caller holds the lock."""
    return LedgerEntry.objects.bulk_create(_undo(entry) for entry in entries)


def _append(rule: PointRule, wrong: list[LedgerEntry], missing: list[Fact]) -> list[LedgerEntry]:
    undone = [_undo(entry) for entry in wrong]
    last = _last_sequences(rule, [*(e.source_id for e in wrong), *(f.source_id for f in missing)])
    for entry in undone:
        last[entry.source_id, entry.member_id] = entry.sequence
    awards = [
        LedgerEntry(
            member_id=fact.member_id,
            reason=rule.reason,
            points=fact.points,
            source=rule.source,
            source_id=fact.source_id,
            sequence=last[fact.source_id, fact.member_id] + 1,
            giver_id=fact.giver_id,
            forum_id=fact.forum_id,
            within=fact.within,
            at=fact.at,
        )
        for fact in missing
    ]
    return LedgerEntry.objects.bulk_create([*undone, *awards], batch_size=500)


def _undo(entry: LedgerEntry) -> LedgerEntry:
    return LedgerEntry(
        member_id=entry.member_id,
        reason=entry.reason,
        points=-entry.points,
        source=entry.source,
        source_id=entry.source_id,
        sequence=entry.sequence + 1,
        undoes=entry,
        giver_id=entry.giver_id,
        forum_id=entry.forum_id,
        within=entry.within,
        at=entry.at,
    )


def _last_sequences(rule: PointRule, ids: Iterable[int]) -> defaultdict[tuple[int, int], int]:
    rows = LedgerEntry.objects.for_rows(rule.reason, ids).order_by().values("source_id", "member_id")
    found: defaultdict[tuple[int, int], int] = defaultdict(int)
    for row in rows.annotate(last=Max("sequence")):
        found[row["source_id"], row["member_id"]] = row["last"]
    return found
