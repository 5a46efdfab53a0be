"""Rows of a leaderboard and ranks beside names, printed into skeletons: each template is rendered once for
each kind of row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from feedback_community.people import PersonCard
from feedback_community.reputation.leaderboards import Row, Standing
from feedback_community.reputation.models import Rank
from feedback_community.web.links import get_links
from feedback_community.web.skeleton import fill, skeleton, slot

TEMPLATES = "feedback_community_reputation/elements"


@dataclass(frozen=True, slots=True)
class BlankRank:
    """Stands in a template where a rank of this look stands."""

    icon: str
    colour: str

    def __str__(self) -> str:
        return slot("rank")


def rank_html(rank: Rank) -> SafeString:
    """A rank as it stands beside a name."""
    form = skeleton(f"{TEMPLATES}/rank.html", (), rank=BlankRank(rank.icon, rank.colour))
    return fill(f" {form}", {"rank": escape(str(rank))})


def print_rows(rows: Iterable[Row]) -> SafeString:
    """The rows of the table, "" for none."""
    return mark_safe("".join(_row(row) for row in rows))  # noqa: S308 - each value is escaped below


def _row(row: Row) -> str:
    person, rank = row.person, row.standing.rank
    blank = PersonCard(slot("name"), "", slot("avatar") if person.avatar else "")
    shape = BlankRank(rank.icon, rank.colour) if rank else None
    form = skeleton(
        f"{TEMPLATES}/row.html",
        ("place", "url", "name", "initials", "points"),
        person=blank,
        has_page=bool(person.handle),
        is_first=row.place < 4,
        is_me=row.is_me,
        standing=Standing(shape, row.standing.is_trusted),  # type: ignore[arg-type]
    )
    values = {
        "place": localize(row.place),
        "url": get_links().person(person.handle) if person.handle else "",
        "name": person.name,
        "initials": person.initials,
        "avatar": person.avatar,
        "points": localize(row.points),
        "rank": rank or "",
    }
    return fill(form, {name: escape(str(value)) for name, value in values.items()})
