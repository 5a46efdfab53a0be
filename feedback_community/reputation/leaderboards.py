"""The leaderboards: one index is read from the top, a place is a sum over the few scores above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Sum

from feedback_community.models import ForumGroupPermission, Member
from feedback_community.people import PersonCard, card_of, person_columns, person_from
from feedback_community.permissions.policy import STAFF_RIGHTS
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import Prepared, Slot, columns_of, key, keys, numbered
from feedback_community.reputation import limits
from feedback_community.reputation.actions.scores import starts
from feedback_community.reputation.enums import Period
from feedback_community.reputation.models import Appointment, Rank, Reputation, Score, ScoreCount
from feedback_community.web.keyset import Order, Page, read_page


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands beside a name: the rank, if the person shows it, and whether we trust the person."""

    rank: Rank | None = None
    is_trusted: bool = False


NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the board. People with the same points share a place."""

    place: int
    person: PersonCard
    standing: Standing
    points: int
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Which leaderboard: a period, and a forum or (0) all of them."""

    period: str = Period.MONTH.value
    scope: int = 0

    @property
    def start(self) -> Any:
        return starts()[self.period]

    @property
    def slots(self) -> dict[str, Any]:
        """Values of the slots by which a prepared read finds the board."""
        return {"kind": self.period, "start": self.start, "scope": self.scope}

    def scores(self) -> QuerySet[Score]:
        """Everybody with points who is listed, staff too; the first stands first."""
        rows = Score.objects.filter(kind=self.period, start=self.start, scope=self.scope)
        return rows.filter(is_listed=True, points__gt=0).order_by("-points", "member_id")


def slots() -> dict[str, Slot]:
    """The board of a prepared read."""
    kind, start = Score._meta.get_field("kind"), Score._meta.get_field("start")
    return {"kind": Slot("kind", kind), "start": Slot("start", start), "scope": key("scope")}


def staff_groups() -> QuerySet:
    return ForumGroupPermission.objects.filter(right__in=STAFF_RIGHTS).values("group")


def staff_ids() -> set[int]:
    """Members who are staff by their group and hold no place; others are marked when points are counted."""
    users = get_user_model()._default_manager.filter(groups__in=staff_groups())
    return set(Member.objects.filter(user__in=users.values("pk")).values_list("pk", flat=True))


def _listed() -> QuerySet[Score]:
    return Score.objects.filter(**slots(), is_listed=True, points__gt=0)


class MemberOrder(Order):
    """Points, then the key of the member: the order of the index."""

    def cursor(self, row: Any) -> str:
        return f"{row.points}_{row.member_id}"

    def columns(self, *, backwards: bool = False) -> tuple[str, str]:
        value, key = super().columns(backwards=backwards)
        return value, key.replace("pk", "member_id")

    def beyond(self, position: tuple[Any, Any], *, backwards: bool = False) -> Q:
        word, key_word = ("gt", "lt") if backwards else ("lt", "gt")
        points, member_id = position
        same = Q(points=points, **{f"member_id__{key_word}": member_id})
        return Q(**{f"points__{word}e": points}) & (Q(**{f"points__{word}": points}) | same)


ORDER = MemberOrder("points", int, key_descending=False)
RANK = columns_of(Rank)
#: People whose ranks are read at once; and of whom staff are left out at a time.
STEP = 25


def _page(size: int, staff: int, has_position: bool, backwards: bool) -> QuerySet:
    """Rows of a board: points, trust and wish, rank, person."""
    position = (Slot("points", IntegerField()), key("member")) if has_position else None
    rows = _listed().exclude(member__pk__in=keys("staff", staff)) if staff else _listed()
    rows = ORDER.slice(rows, position, backwards=backwards, count=size)
    trusted = Appointment.objects.filter(member=OuterRef("member"), accepted_at__isnull=False, ended_at=None)
    shown = ("member__reputation__shows_rank", *(f"member__reputation__rank__{name}" for name in RANK))
    return rows.annotate(is_trusted=Exists(trusted)).values_list(
        "points", "is_trusted", *shown, *person_columns("member__")
    )


_read_page = Prepared(Score, _page)
_read_staff = Prepared(
    Score,
    lambda: (
        _listed()
        .filter(member__user__groups__in=staff_groups())
        .values_list("member_id", "points")
        .distinct()
    ),
)
_read_above = Prepared(
    ScoreCount,
    lambda: (
        ScoreCount.objects.filter(**slots(), points__gte=Slot("points", IntegerField()))
        .values_list("kind")
        .annotate(
            more=Sum("people", filter=Q(points__gt=Slot("points", IntegerField())), default=0),
            same=Sum("people", filter=Q(points=Slot("points", IntegerField())), default=0),
        )
        .order_by()
    ),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """One row as it was read; its names are those of a `Score`."""

    points: int
    member_id: int
    member: Member
    standing: Standing


class Reading:
    """What one page or block asks a board."""

    def __init__(self, board: Board) -> None:
        self.board = board
        #: Staff by their groups who would stand here, with their points.
        self.staff: dict[int, int] = dict(_read_staff(**board.slots))

    def above(self, points: int) -> tuple[int, int]:
        """How many people have more points, and how many just as many."""
        [(_kind, more, same)] = _read_above(**self.board.slots, points=points) or [("", 0, 0)]
        more -= sum(theirs > points for theirs in self.staff.values())
        return more, same - sum(theirs == points for theirs in self.staff.values())

    def fetch(self, position: tuple[Any, int] | None, backwards: bool, count: int) -> list[Scored]:
        room = -(-len(self.staff) // STEP) * STEP
        given = self.board.slots | numbered("staff", self.staff, room)
        if position is not None:
            given |= dict(zip(("points", "member"), position, strict=True))
        found = _read_page(count, room, position is not None, backwards, **given)
        return [_scored(row) for row in found]

    def page(self, query: Mapping[str, str], *, base: Mapping[str, str], me: Member | None) -> Page:
        """The rows that `after` or `before` asks for, with their places."""
        page = read_page(self.fetch, ORDER, query, size=limits.LEADERBOARD_SIZE, base=base)
        page.rows = self.placed(page.rows, me, from_top=page.is_first)
        return page

    def placed(self, scores: list[Scored], me: Member | None, *, from_top: bool) -> list[Row]:
        if not scores:
            return []
        first = scores[0].points
        # From the top, who stands above is on the page itself.
        more, same = (0, 0) if from_top else self.above(first)
        found: list[Row] = []
        for number, score in enumerate(scores):
            if not number:
                place = more + 1
            elif score.points != scores[number - 1].points:
                shown = sum(row.points != first for row in found)
                place = more + (len(found) if from_top else same + shown) + 1
            is_me = me is not None and me.pk == score.member_id
            found.append(Row(place, card_of(score.member), score.standing, score.points, is_me))
        return found

    def of(self, member: Member) -> Row | None:
        """One's own place, wherever it is; None for staff, those not listed and those without points."""
        # Not in the board's order, in which the database would walk down to a place far below.
        score = next(iter(self.board.scores().filter(member=member).order_by()[:1]), None)
        if score is None or member.pk in self.staff:
            return None
        return Row(self.above(score.points)[0] + 1, card_of(member), NOTHING, score.points, is_me=True)


def _scored(row: tuple[Any, ...]) -> Scored:
    points, is_trusted, shows_rank, *rest = row
    rank, person = rest[: len(RANK)], rest[len(RANK) :]
    member = person_from(person, _read_page.alias)
    assert member is not None  # noqa: S101 - a score is somebody's
    shown = Rank.from_db(_read_page.alias, RANK, rank) if shows_rank and rank[0] is not None else None
    return Scored(points, member.pk, member, Standing(shown, bool(is_trusted)))


def _ranks() -> QuerySet:
    shown = Reputation.objects.filter(member__pk__in=keys("pk", STEP), shows_rank=True, rank__isnull=False)
    return shown.values_list("pk", *(f"rank__{name}" for name in RANK))


_read_ranks = Prepared(Reputation, _ranks)


def ranks_of(member_ids: Iterable[int]) -> dict[int, Rank]:
    """Ranks of those who show theirs, in one query for each page of them."""
    found, asked = {}, list(member_ids)
    for start in range(0, len(asked), STEP):
        for pk, *rank in _read_ranks(**numbered("pk", asked[start : start + STEP], STEP)):
            found[pk] = instance_of(Rank, RANK, rank, _read_ranks.alias)
    return found


def standings_of(member_ids: Iterable[int]) -> dict[int, Standing]:
    """Of all these people, in one query."""
    trusted = Appointment.objects.filter(member=OuterRef("pk"), accepted_at__isnull=False, ended_at=None)
    rows = Reputation.objects.filter(member__in=list(member_ids)).select_related("rank")
    return {
        row.pk: Standing(row.rank if row.shows_rank else None, row.is_trusted)
        for row in rows.annotate(is_trusted=Exists(trusted))
    }


def top(board: Board, size: int) -> list[Row]:
    """The first of a board, for a block or a tag."""
    reading = Reading(board)
    return reading.placed(reading.fetch(None, False, size), None, from_top=True)
