"""Day totals, derived from the awards that stand: caps of rules, of ideas and of days, limits of pairs.

Nothing is subtracted or added here: a total is computed anew from its rows, whatever it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from feedback_community.reputation.conf import app_settings
from feedback_community.reputation.models import DayTotal, LedgerEntry
from feedback_community.reputation.rules import PointRule, rules_by_reason, vote_reasons

WEEK = timedelta(days=7)
#: Members whose ledgers are read together.
MEMBERS = 200


def day_of(moment: datetime) -> date:
    """The day by the site's own clock."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Span:
    """Whole weeks; None for all time."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def week(cls, start: date) -> Span:
        return cls(start, start + WEEK)

    def moments(self) -> Q:
        if self.first is None or self.last is None:
            return Q()
        zone = timezone.get_default_timezone()
        first, last = (datetime.combine(day, time(), zone) for day in (self.first, self.last))
        return Q(at__gte=first, at__lt=last)

    def days(self) -> Q:
        return Q() if self.first is None else Q(day__gte=self.first, day__lt=self.last)


def derive_after(entries: Iterable[LedgerEntry]) -> set[int]:
    """The totals that rows just added may have changed. Returns the members whose totals did."""
    weeks: defaultdict[date, set[int]] = defaultdict(set)
    changed = list(entries)
    for entry in changed:
        weeks[monday(day_of(entry.at))].add(entry.member_id)
    for member_id, start in _over_the_cap(changed):
        weeks[start].add(member_id)
    for member_id, start in _answered_votes(changed):
        weeks[start].add(member_id)
    return {pk for start, members in weeks.items() for pk in derive(members, Span.week(start))}


def _over_the_cap(changed: Iterable[LedgerEntry]) -> Iterable[tuple[int, date]]:
    """One vote more on an idea pushes another one over its cap, one less lets one in."""
    rules = rules_by_reason()
    capped = [entry for entry in changed if entry.within and _room(rules.get(entry.reason))]
    for (reason, within), group in Counter((entry.reason, entry.within) for entry in capped).items():
        room = _room(rules[reason])
        rows = LedgerEntry.objects.standing().filter(reason=reason, within=within)
        around = rows.order_by("at", "source_id")[max(0, room - group) : room + group]
        yield from ((entry.member_id, monday(day_of(entry.at))) for entry in around)


def _answered_votes(changed: Iterable[LedgerEntry]) -> Iterable[tuple[int, date]]:
    """Where two vote for one another, a vote for the one may cost a vote for the other."""
    reasons = set(vote_reasons())
    pairs: defaultdict[date, set[tuple[int, int]]] = defaultdict(set)
    for entry in changed:
        if entry.reason in reasons and entry.giver_id:
            pairs[monday(day_of(entry.at))].add((entry.giver_id, entry.member_id))
    for start, found in pairs.items():
        rows = LedgerEntry.objects.standing().filter(Span.week(start).moments(), reason__in=reasons)
        back = rows.filter(member__in={giver for giver, _ in found}, giver__in={to for _, to in found})
        for pair in set(back.values_list("member_id", "giver_id")) & found:
            yield pair[0], start


def _room(rule: PointRule | None) -> int:
    """How many rows of one `within` fit under its cap."""
    return rule.per_within // rule.points if rule and rule.per_within else 0


def derive(member_ids: Iterable[int], span: Span) -> set[int]:
    """Compute the totals of these members anew. Returns those whose totals were not right."""
    ids = sorted(set(member_ids))
    parts = (ids[start : start + MEMBERS] for start in range(0, len(ids), MEMBERS))
    return {pk for part in parts for pk in _derive(part, span)}


def _derive(member_ids: list[int], span: Span) -> set[int]:
    wanted = count_points(member_ids, span)
    stored = {
        (row.member_id, row.day, row.scope): row
        for row in DayTotal.objects.filter(span.days(), member__in=member_ids)
    }
    wrong = {key for key in wanted.keys() | stored.keys() if _points(stored.get(key)) != wanted.get(key, 0)}
    DayTotal.objects.filter(pk__in=[stored[key].pk for key in wrong if key in stored]).delete()
    DayTotal.objects.bulk_create(
        (
            DayTotal(member_id=key[0], day=key[1], scope=key[2], points=wanted[key])
            for key in wrong
            if wanted.get(key)
        ),
        batch_size=500,
    )
    return {key[0] for key in wrong}


def _points(row: DayTotal | None) -> int:
    return row.points if row else 0


@dataclass(slots=True)
class Day:
    """What one person has had on one day so far."""

    capped: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)

    def take(self, rule: PointRule) -> int:
        """The points of one more row that count."""
        points = rule.points
        if points <= 0:
            return points
        if rule.per_day is not None:
            points = min(points, rule.per_day - self.by_reason[rule.reason])
        if rule.is_capped:
            points = min(points, app_settings.DAY_POINTS - self.capped)
            self.capped += max(points, 0)
        points = max(points, 0)
        self.by_reason[rule.reason] += points
        return points


def count_points(member_ids: list[int], span: Span) -> dict[tuple[int, date, int], int]:
    """Points by member, day and forum (0 for none)."""
    rules = rules_by_reason()
    rows = LedgerEntry.objects.standing().filter(span.moments(), member__in=member_ids, reason__in=rules)
    entries = list(rows.order_by("member", "at", "reason", "source_id"))
    idle = _beyond_caps(entries, rules) | _beyond_pairs(member_ids, span)
    found: Counter[tuple[int, date, int]] = Counter()
    for (member_id, day), group in groupby(entries, key=lambda e: (e.member_id, day_of(e.at))):
        state = Day()
        for entry in group:
            if entry.pk not in idle:
                found[member_id, day, entry.forum_id or 0] += state.take(rules[entry.reason])
    return {key: points for key, points in found.items() if points}


def _beyond_caps(entries: Iterable[LedgerEntry], rules: dict[str, PointRule]) -> set[int]:
    """Rows beyond the cap of their `within`: the earliest count."""
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.within and _room(rules[entry.reason]):
            groups[entry.reason].add(entry.within)
    idle: set[int] = set()
    for reason, withins in groups.items():
        rows = LedgerEntry.objects.standing().filter(reason=reason, within__in=withins)
        place = Window(RowNumber(), partition_by="within", order_by=("at", "source_id"))
        idle |= set(
            rows.annotate(place=place).filter(place__gt=_room(rules[reason])).values_list("pk", flat=True)
        )
    return idle


def _beyond_pairs(member_ids: list[int], span: Span) -> set[int]:
    """Votes between two persons beyond the limit of a week, both ways together: the earliest count."""
    idle: set[int] = set()
    seen: Counter[tuple[int, int, date]] = Counter()
    for pk, member_id, giver_id, at in _votes(member_ids, span):
        low, high = sorted((member_id, giver_id))
        pair = (low, high, monday(day_of(at)))
        seen[pair] += 1
        if seen[pair] > app_settings.PAIR_VOTES:
            idle.add(pk)
    return idle


def _votes(member_ids: list[int], span: Span) -> QuerySet:
    """Votes that these members got or gave, the earliest first."""
    rows = LedgerEntry.objects.standing().filter(
        span.moments(), reason__in=vote_reasons(), giver__isnull=False
    )
    theirs = rows.filter(Q(member__in=member_ids) | Q(giver__in=member_ids))
    return theirs.order_by("at", "reason", "source_id").values_list("pk", "member_id", "giver_id", "at")
