"""What reputation adds to the pages of the community: the rank beside a name, the panel of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from laces.components import Component

from feedback_community.models import Member
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy
from feedback_community.reputation import limits
from feedback_community.reputation.charts import WeekBars, week_bars
from feedback_community.reputation.leaderboards import ranks_of
from feedback_community.reputation.models import Appointment, BadgeAward, Rank, Reputation
from feedback_community.reputation.printing import rank_html
from feedback_community.web.links import get_links
from feedback_community.web.person import answer_rows, answers_of

TEMPLATES = "feedback_community_reputation"


@dataclass(frozen=True)
class BarItem:
    label: str
    url: str
    icon: str
    section: str


def bar_item() -> BarItem:
    return BarItem(_("Leaderboard"), get_links()["leaderboard"], "people", "leaderboard")


class RankBadge(Component):
    """The rank as a word beside a name."""

    def __init__(self, rank: Rank) -> None:
        self.rank = rank

    def render_html(self, parent_context: Any = None) -> SafeString:
        return rank_html(self.rank)


def author_badges(member_ids: Iterable[int]) -> dict[int, list[Component]]:
    """For the hook: one query a page. Staff have a role instead of a rank."""
    return {pk: [RankBadge(rank)] for pk, rank in ranks_of(member_ids).items() if rank.threshold}


@dataclass(frozen=True)
class Progress:
    """From one rank to the next."""

    rank: Rank | None
    next_rank: Rank | None
    points: int

    @property
    def missing(self) -> int:
        return self.next_rank.threshold - self.points if self.next_rank else 0

    @property
    def start(self) -> int:
        return self.rank.threshold if self.rank else 0

    @property
    def span(self) -> int:
        return self.next_rank.threshold - self.start if self.next_rank else 1

    @property
    def done(self) -> int:
        return max(0, min(self.points - self.start, self.span))


def progress_of(points: int) -> Progress:
    ranks = list(Rank.objects.order_by("threshold"))
    reached = [rank for rank in ranks if rank.threshold <= max(points, 0)]
    ahead = [rank for rank in ranks if rank.threshold > max(points, 0)]
    return Progress(reached[-1] if reached else None, ahead[0] if ahead else None, points)


class PersonPanel(Component):
    """Points over time, badges, best answers and the way to the next rank, as the person wishes."""

    template_name = f"{TEMPLATES}/person_panel.html"

    class Media:
        css = {"all": ("feedback_community_reputation/reputation.css",)}  # noqa: RUF012

    def __init__(self, member: Member, user: Any, site: Model, own: Reputation) -> None:
        self.member, self.user, self.site, self.own = member, user, site, own
        reader = member_of(user)
        self.is_own = reader is not None and reader.pk == member.pk

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        own, all_of_it = self.own, self.is_own
        return {
            "is_own": all_of_it,
            "own": own,
            "own_url": get_links()["reputation"],
            "progress": progress_of(own.points) if own.shows_rank or all_of_it else None,
            "chart": self._chart() if own.shows_points or all_of_it else None,
            "awards": self._awards() if own.shows_badges or all_of_it else [],
            "answers": self._answers() if own.shows_answers or all_of_it else [],
            "trusted_in": trusted_in(self.member, self.user, self.site),
        }

    def _chart(self) -> WeekBars | None:
        chart = week_bars(self.member)
        return chart if chart.total else None

    def _awards(self) -> list[BadgeAward]:
        rows = BadgeAward.objects.filter(member=self.member).select_related("badge")
        return list(rows.order_by("badge__position", "pk"))

    def _answers(self) -> list[Any]:
        listed = get_policy().listed_topics(self.user, self.site)
        best = answers_of(self.member, listed=listed).filter(helpful_count__gt=0)
        return answer_rows(best.order_by("-helpful_count", "-pk")[: limits.BEST_ANSWERS])


def trusted_in(member: Member, user: Any, site: Model) -> list[str] | None:
    """Names of the forums this person is trusted in, as far as the reader sees them; [] for all; None."""
    rows = Appointment.objects.filter(member=member, accepted_at__isnull=False, ended_at=None)
    ids = set(rows.values_list("forums", flat=True))
    if not ids or None in ids:
        return [] if ids else None
    seen = get_policy().access(user, site).forums
    return [seen[pk].name for pk in sorted(ids & set(seen))] or None


def person_panel(member: Member, user: Any, site: Model) -> Component | None:
    """For the hook. Nothing for whoever has earned nothing yet, and for staff."""
    own = Reputation.objects.filter(member=member).first()
    return PersonPanel(member, user, site, own) if own is not None else None
