"""What the pages of reputation read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback_community.models import Member
from feedback_community.reputation.models import Appointment, Badge, BadgeAward, LedgerEntry, Reputation
from feedback_community.reputation.rules import rules_by_reason
from feedback_community.web.times import ago


def find_badge(slug: str) -> Badge | None:
    return None if "\x00" in slug else Badge.objects.filter(slug=slug, is_active=True).first()


def badges_for(member: Member | None) -> list[tuple[Badge, BadgeAward | None]]:
    """Every badge that is given at present, with one's own award."""
    mine = {}
    if member is not None:
        mine = {row.badge_id: row for row in BadgeAward.objects.filter(member=member)}
    return [(badge, mine.get(badge.pk)) for badge in Badge.objects.filter(is_active=True)]


def holders(badge: Badge) -> QuerySet[BadgeAward]:
    """Those who show theirs."""
    rows = BadgeAward.objects.filter(badge=badge).exclude(member__reputation__shows_badges=False)
    return rows.select_related("member__user")


def reputation_of(member: Member) -> Reputation:
    """The row, or what it would be before the first point."""
    return Reputation.objects.select_related("rank").filter(member=member).first() or Reputation(
        member=member
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one's own ledger, in words."""

    label: Any
    points: int
    time: str
    iso: str
    is_undoing: bool


def own_ledger(member: Member) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.of(member.pk)


def lines(entries: list[LedgerEntry]) -> list[Line]:
    rules = rules_by_reason()
    return [
        Line(
            label=rules[entry.reason].label if entry.reason in rules else _("Other"),
            points=entry.points,
            time=ago(when(entry)),
            iso=when(entry).isoformat(timespec="seconds"),
            is_undoing=entry.undoes_id is not None,
        )
        for entry in entries
    ]


def when(entry: LedgerEntry) -> datetime:
    """When it was earned; of an undoing when it was found."""
    return entry.written_at if entry.undoes_id else entry.at


def own_appointment(pk: int, member: Member | None) -> Appointment | None:
    """A letter, for the person it was written to only."""
    if member is None:
        return None
    return Appointment.objects.filter(pk=pk, member=member).first()


def own_data(member: Member) -> list[tuple[str, dict[str, Any]]]:
    """For the hook: what reputation keeps of a person, to take along."""
    own = reputation_of(member)
    found: list[tuple[str, dict[str, Any]]] = [
        ("reputation", {"points": own.points, "rank": str(own.rank or "")})
    ]
    for entry in own_ledger(member).order_by("pk").iterator():
        row = {"reason": entry.reason, "points": entry.points, "at": entry.at.isoformat()}
        found.append(("points", row))
    for award in BadgeAward.objects.filter(member=member).select_related("badge"):
        row = {"badge": str(award.badge), "level": award.level, "at": award.awarded_at.isoformat()}
        found.append(("badge", {**row, "reason": award.reason}))
    for asked in Appointment.objects.filter(member=member):
        row = {"letter": asked.letter, "rights": asked.rights, "asked": asked.appointed_at.isoformat()}
        found.append(("trusted_person", {**row, "ended_because": asked.ending_reason}))
    return found
