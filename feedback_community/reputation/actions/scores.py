"""Scores of the leaderboards, and the number of people at each score: summed from the day totals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils import timezone

from feedback_community.reputation.actions.staff import mark_staff
from feedback_community.reputation.actions.totals import monday
from feedback_community.reputation.enums import Period
from feedback_community.reputation.models import DayTotal, Reputation, Score, ScoreCount

#: First day of "all time".
FIRST_DAY = date(1970, 1, 1)
MEMBERS = 500

#: Scores whose people are counted together.
PLACES = 200

#: Rows of a period that is over deleted at a time.
PIECE = 5_000

#: Kind, start and forum (0 for all); with points, a place on it; with a member, a score.
Board = tuple[str, date, int]
Place = tuple[str, date, int, int]
Key = tuple[str, date, int, int]


def today() -> date:
    return timezone.localtime(timezone.now(), timezone.get_default_timezone()).date()


def starts(day: date | None = None) -> dict[str, date]:
    """The first day of each period that runs on that day."""
    day = day or today()
    return {
        Period.WEEK.value: monday(day),
        Period.MONTH.value: day.replace(day=1),
        Period.QUARTER.value: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        Period.ALL.value: FIRST_DAY,
    }


def rescore(member_ids: Iterable[int]) -> dict[int, int]:
    """Sum the running periods of these members anew. Returns all their points by member."""
    ids = sorted(set(member_ids))
    points: dict[int, int] = {}
    for start in range(0, len(ids), MEMBERS):
        points |= _rescore(ids[start : start + MEMBERS])
    return points


def _rescore(ids: list[int]) -> dict[int, int]:
    wanted = _sums(ids)
    mark_staff(ids)
    unseen = Reputation.objects.filter(Q(is_listed=False) | Q(is_staff=True), member__in=ids)
    hidden = set(unseen.values_list("member_id", flat=True))
    rows = Score.objects.filter(_running(), member__in=ids)
    stored: dict[Key, Score] = {(r.kind, r.start, r.scope, r.member_id): r for r in rows}
    moved: Counter[Place] = Counter()
    fresh, changed, gone = [], [], []
    for key in wanted.keys() | stored.keys():
        row, points, listed = stored.get(key), wanted.get(key, 0), key[3] not in hidden
        if row is not None and (row.points, row.is_listed) == (points, listed):
            continue
        if row is not None and row.is_listed:
            moved[(*key[:3], row.points)] -= 1
        if not points:
            if row is not None:
                gone.append(row.pk)
            continue
        if listed:
            moved[(*key[:3], points)] += 1
        if row is None:
            fresh.append(
                Score(
                    kind=key[0], start=key[1], scope=key[2], member_id=key[3], points=points, is_listed=listed
                )
            )
        else:
            row.points, row.is_listed = points, listed
            changed.append(row)
    Score.objects.filter(pk__in=gone).delete()
    Score.objects.bulk_create(fresh, batch_size=500)
    Score.objects.bulk_update(changed, ["points", "is_listed"], batch_size=200)
    _move(moved)
    return {pk: wanted.get((Period.ALL.value, FIRST_DAY, 0, pk), 0) for pk in ids}


def _sums(ids: list[int]) -> dict[Key, int]:
    """Points of each member in each running period, in each forum and (0) in all."""
    periods = starts()
    sums = {kind: Sum("points", filter=Q(day__gte=start)) for kind, start in periods.items()}
    rows = DayTotal.objects.filter(member__in=ids).order_by().values("member_id", "scope").annotate(**sums)
    found: Counter[Key] = Counter()
    for row in rows:
        for kind, start in periods.items():
            for scope in {0, row["scope"]}:
                found[kind, start, scope, row["member_id"]] += int(dict(row)[kind] or 0)  # type: ignore[call-overload]
    return {key: points for key, points in found.items() if points}


def _move(moved: Mapping[Place, int]) -> None:
    """People who came to a score or left it."""
    steps = sorted((place, step) for place, step in moved.items() if step)
    for start in range(0, len(steps), PLACES):
        _count(dict(steps[start : start + PLACES]))


def _count(steps: dict[Place, int]) -> None:
    points: defaultdict[Board, list[int]] = defaultdict(list)
    for place in steps:
        points[place[:3]].append(place[3])
    found = Q()
    for (kind, start, scope), there in points.items():
        found |= Q(kind=kind, start=start, scope=scope, points__in=there)
    changed: list[ScoreCount] = []
    empty: list[ScoreCount] = []
    for row in ScoreCount.objects.filter(found):
        row.people += steps.pop((row.kind, row.start, row.scope, row.points))
        (changed if row.people > 0 else empty).append(row)
    ScoreCount.objects.bulk_update(changed, ["people"], batch_size=200)
    ScoreCount.objects.filter(pk__in=[row.pk for row in empty]).delete()
    ScoreCount.objects.bulk_create(
        ScoreCount(kind=place[0], start=place[1], scope=place[2], points=place[3], people=step)
        for place, step in steps.items()
        if step > 0
    )


def _running() -> Q:
    found = Q()
    for kind, start in starts().items():
        found |= Q(kind=kind, start=start)
    return found


def forget_periods() -> Iterator[Callable[[], object]]:
    """Periods that are over: acts that delete a piece of them each, until nothing is left."""
    for model in (Score, ScoreCount):
        old = model._default_manager.exclude(_running()).order_by()
        while ids := list(old.values_list("pk", flat=True)[:PIECE]):
            yield model._default_manager.filter(pk__in=ids).delete


def all_boards() -> list[Board]:
    """Every board that has somebody, or says that it has."""
    scores = Score.objects.order_by().values_list("kind", "start", "scope").distinct()
    counts = ScoreCount.objects.order_by().values_list("kind", "start", "scope").distinct()
    return sorted({*scores, *counts})


def recount_board(board: Board) -> int:
    """Count the people at each score anew. Returns how many scores had another number."""
    kind, start, scope = board
    wanted: Counter[Place] = Counter()
    listed = Score.objects.filter(kind=kind, start=start, scope=scope, is_listed=True).order_by()
    for points, people in listed.values_list("points").annotate(Count("pk")):
        wanted[kind, start, scope, points] += people
    for row in ScoreCount.objects.filter(kind=kind, start=start, scope=scope):
        wanted[kind, start, scope, row.points] -= row.people
    wrong = {key: step for key, step in wanted.items() if step}
    _move(wrong)
    return len(wrong)
