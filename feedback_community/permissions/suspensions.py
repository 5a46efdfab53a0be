"""Whether somebody may not take part at the moment, where, and why.

`Member.suspended_until` is the end of the longest suspension: it costs nothing to know that there is none.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.models import Block, Member, Suspension
from feedback_community.models.member import NO_END
from feedback_community.people import member_of

_CACHE = "_feedback_community_suspensions"


def suspensions_of(member: Member | None) -> tuple[Suspension, ...]:
    """Those in force, the longest first; remembered on the member for the request."""
    if member is None or not member.is_suspended:
        return ()
    if _CACHE not in member.__dict__:
        rows = Suspension.objects.filter(member=member, lifted_at=None).select_related("forum")
        active = [row for row in rows.order_by("-pk") if row.is_active]
        # Brought by an import: only the end is known.
        member.__dict__[_CACHE] = tuple(active) or (_unexplained(member),)
    found: tuple[Suspension, ...] = member.__dict__[_CACHE]
    return found


def suspension_of(user: Any, act: str, forum_id: int | None) -> Suspension | None:
    """The one that forbids an act of this kind (see `Block`) in a forum, or None."""
    found = suspensions_of(member_of(user))
    if not found:
        return None
    return next((row for row in found if row.hits(act, forum_id)), None)


def forget_suspensions(member: Member) -> None:
    member.__dict__.pop(_CACHE, None)


#: In the middle of a sentence.
WHAT = {
    Block.POSTING: gettext_lazy("topics, answers and changes of texts are blocked"),
    Block.VOTING: gettext_lazy("votes are blocked"),
    Block.EVERYTHING: gettext_lazy("everything but reading is blocked"),
}


def words_of(suspension: Suspension) -> str:
    """What a suspended person is told: what, where, until when, and why."""
    values = {
        "what": WHAT[Block(suspension.blocks)],
        "where": suspension.forum or "",
        "until": _until(suspension),
    }
    if suspension.until is None:
        told = (
            _("Your account is suspended in “%(where)s” until a moderator lifts it (%(what)s).")
            if suspension.forum_id
            else _("Your account is suspended here until a moderator lifts it (%(what)s).")
        )
    else:
        told = (
            _("Your account is suspended in “%(where)s” until %(until)s (%(what)s).")
            if suspension.forum_id
            else _("Your account is suspended here until %(until)s (%(what)s).")
        )
    reason = _("The reason: %(reason)s") % {"reason": suspension.reason} if suspension.reason else ""
    return f"{told % values} {reason}".strip()


def _until(suspension: Suspension) -> str:
    if suspension.until is None:
        return ""
    return date_format(timezone.localtime(suspension.until), "DATETIME_FORMAT")


def _unexplained(member: Member) -> Suspension:
    until = None if member.suspended_until == NO_END else member.suspended_until
    return Suspension(member=member, blocks=Block.EVERYTHING, until=until)
