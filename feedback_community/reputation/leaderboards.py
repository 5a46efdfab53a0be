"""The leaderboards: one index is read from the top, a place is a sum over the few scores above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from feedback_community.models import ForumGroupPermission, Member
from feedback_community.people import PersonCard, card_of
from feedback_community.permissions.policy import STAFF_RIGHTS
from feedback_community.querysets.prepared import Prepared, columns_of, keys, numbered
from feedback_community.reputation import limits
from feedback_community.reputation.actions.scores import starts
from feedback_community.reputation.enums import Period
from feedback_community.reputation.models import Appointment, Rank, Reputation, Score, ScoreCount
from feedback_community.web.keyset import Order, Page, get_page


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

    def scores(self) -> QuerySet[Score]:
        return Score.objects.filter(kind=self.period, start=self.start, scope=self.scope, points__gt=0)

    def counts(self) -> QuerySet[ScoreCount]:
        return ScoreCount.objects.filter(kind=self.period, start=self.start, scope=self.scope)


def staff_ids() -> set[int]:
    """Members who work for the company in some forum: they hold no place."""
    groups = ForumGroupPermission.objects.filter(right__in=STAFF_RIGHTS).values("group")
    users = get_user_model()._default_manager.filter(Q(is_superuser=True) | Q(groups__in=groups))
    return set(Member.objects.filter(user__in=users.values("pk")).values_list("pk", flat=True))


def place_of(board: Board, points: int, staff: Iterable[int]) -> int:
    """One more than the number of people with more points."""
    above = board.counts().filter(points__gt=points).aggregate(people=Sum("people"))["people"] or 0
    hidden = board.scores().filter(is_listed=True, points__gt=points, member__in=list(staff)).count()
    return above - hidden + 1


def read_page(board: Board, query: Mapping[str, str], *, base: Mapping[str, str], me: Member | None) -> Page:
    """The rows that `after` or `before` asks for, with their places."""
    staff = staff_ids()
    scores = board.scores().filter(is_listed=True).exclude(member__in=staff).select_related("member__user")
    page = get_page(
        scores,
        MemberOrder("points", int, key_descending=False),
        query,
        size=limits.LEADERBOARD_SIZE,
        base=base,
    )
    page.rows = _rows(board, page.rows, staff, me)
    return page


class MemberOrder(Order):
    """Points, then the key of the member: the order of the index."""

    def cursor(self, row: Any) -> str:
        return f"{row.points}_{row.member_id}"

    def columns(self, *, backwards: bool = False) -> tuple[str, str]:
        value, key = super().columns(backwards=backwards)
        return value, key.replace("pk", "member_id")

    def beyond(self, position: tuple[Any, int], *, backwards: bool = False) -> Q:
        word, key_word = ("gt", "lt") if backwards else ("lt", "gt")
        points, member_id = position
        same = Q(points=points, **{f"member_id__{key_word}": member_id})
        return Q(**{f"points__{word}e": points}) & (Q(**{f"points__{word}": points}) | same)


def _rows(board: Board, scores: list[Score], staff: set[int], me: Member | None) -> list[Row]:
    if not scores:
        return []
    standings = standings_of([score.member_id for score in scores])
    sharing = _people_at(board, {score.points for score in scores}, staff)
    place = place_of(board, scores[0].points, staff)
    found = []
    for number, score in enumerate(scores):
        if number and score.points != scores[number - 1].points:
            place += sharing[scores[number - 1].points]
        is_me = me is not None and me.pk == score.member_id
        standing = standings.get(score.member_id, NOTHING)
        found.append(Row(place, card_of(score.member), standing, score.points, is_me))
    return found


def _people_at(board: Board, points: set[int], staff: Iterable[int]) -> Counter[int]:
    """How many people share each of these scores."""
    found = Counter(dict(board.counts().filter(points__in=points).values_list("points", "people")))
    hidden = board.scores().filter(is_listed=True, points__in=points, member__in=list(staff))
    found.subtract(Counter(hidden.values_list("points", flat=True)))
    return found


RANK = columns_of(Rank)
#: People whose ranks are read at once.
STEP = 25


def _ranks() -> QuerySet:
    shown = Reputation.objects.filter(member__pk__in=keys("pk", STEP), shows_rank=True, rank__isnull=False)
    return shown.values_list("pk", *(f"rank__{name}" for name in RANK))


_read_ranks = Prepared(Reputation, _ranks)


def ranks_of(member_ids: Iterable[int]) -> dict[int, Rank]:
    """Ranks of those who show theirs, in one query for each page of them."""
    found, asked = {}, list(member_ids)
    for start in range(0, len(asked), STEP):
        for pk, *rank in _read_ranks(**numbered("pk", asked[start : start + STEP], STEP)):
            found[pk] = Rank.from_db(_read_ranks.alias, RANK, rank)
    return found


def standings_of(member_ids: Iterable[int]) -> dict[int, Standing]:
    """Of all these people, in one query."""
    trusted = Appointment.objects.filter(member=OuterRef("pk"), accepted_at__isnull=False, ended_at=None)
    rows = Reputation.objects.filter(member__in=list(member_ids)).select_related("rank")
    return {
        row.pk: Standing(row.rank if row.shows_rank else None, row.is_trusted)
        for row in rows.annotate(is_trusted=Exists(trusted))
    }


def my_row(board: Board, member: Member) -> Row | None:
    """One's own place, wherever it is; None for staff, those not listed and those without points."""
    score = board.scores().filter(member=member, is_listed=True).first()
    staff = staff_ids()
    if score is None or member.pk in staff:
        return None
    place = place_of(board, score.points, staff)
    return Row(place, card_of(member), NOTHING, score.points, is_me=True)


def top(board: Board, size: int) -> list[Row]:
    """The first of a board, for a block or a tag."""
    staff = staff_ids()
    scores = board.scores().filter(is_listed=True).exclude(member__in=staff)
    rows = list(scores.select_related("member__user").order_by("-points", "member_id")[:size])
    return _rows(board, rows, staff, None)
