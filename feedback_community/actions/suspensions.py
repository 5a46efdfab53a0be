"""Suspend a person, and lift it. The end comes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community import events, signals
from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.actions.texts import clean_note
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Block, Forum, Member, Suspension
from feedback_community.models.member import NO_END
from feedback_community.people import member_of
from feedback_community.permissions.checks import check_suspend
from feedback_community.permissions.policy import get_policy
from feedback_community.permissions.suspensions import forget_suspensions


@transaction.atomic
def suspend_member(
    member: Member, *, by: Any, forum: Forum | None, blocks: str, reason: str, until: datetime | None = None
) -> Suspension:
    """Keep a person from taking part in a forum, or (None) anywhere; without `until`, until it is lifted.

    Raises NotAllowed, InvalidChange.
    """
    check_suspend(by, forum)
    reason = clean_note(reason)
    if problem := problem_with(member, by=by, forum=forum):
        raise InvalidChange(problem)
    if not reason:
        raise InvalidChange(_("Please give a reason: the person reads it."))
    if until is not None and until <= timezone.now():
        raise InvalidChange(_("Please choose a time to come."))
    moderator = ensure_member(by)
    suspension = Suspension.objects.create(
        member=member, forum=forum, blocks=Block(blocks), reason=reason, until=until, by=moderator
    )
    _keep_end(member)
    _write(suspension, "suspend", by=by, until=until.isoformat() if until else "", reason=reason)
    notify(member.pk, "suspended", cause=f"suspended:{suspension.pk}", data=_named(suspension), by_mail=True)
    events.emit_on_commit(signals.member_suspended, Suspension, suspension=suspension, by=moderator)
    return suspension


def problem_with(member: Member, *, by: Any, forum: Forum | None) -> str:
    """Why this person cannot be suspended there, "" where that is possible."""
    if member.is_anonymised:
        return _("This person has left the community.")
    if member_of(by) == member:
        return _("You cannot suspend yourself.")
    if member.user_id is None:
        return ""
    policy = get_policy()
    forums = [forum] if forum is not None else Forum.objects.select_related("site")
    if any(policy.is_staff(member.user, place) for place in forums):
        return _("This person works for the company there. Take the rights away first.")
    return ""


@transaction.atomic
def lift_suspension(suspension: Suspension, *, by: Any) -> bool:
    """End it before its time. Returns False where it had ended. Raises NotAllowed."""
    check_suspend(by, suspension.forum)
    moderator = ensure_member(by)
    waiting = Suspension.objects.filter(pk=suspension.pk, lifted_at=None)
    if not suspension.is_active or not waiting.update(lifted_at=timezone.now(), lifted_by=moderator):
        return False
    member = suspension.member
    _keep_end(member)
    _write(suspension, "lift_suspension", by=by)
    notify(
        member.pk, "suspension_lifted", cause=f"lifted:{suspension.pk}", data=_named(suspension), by_mail=True
    )
    events.emit_on_commit(signals.suspension_lifted, Suspension, suspension=suspension, by=moderator)
    return True


def carry_suspensions(pks: Iterable[int], *, to: Member) -> None:
    """They belong to the account, whatever becomes of what it wrote."""
    Suspension.objects.filter(pk__in=pks).update(member=to)
    _keep_end(to)


def _keep_end(member: Member) -> None:
    """The column that everybody reads says when the last of them ends."""
    member.refresh_from_db(fields=["suspended_until"], from_queryset=Member.objects.select_for_update())
    rows = Suspension.objects.filter(member=member, lifted_at=None)
    ends = [row.until or NO_END for row in rows if row.is_active]
    member.suspended_until = max(ends, default=None)
    member.save(update_fields=["suspended_until"])
    forget_suspensions(member)


def _named(suspension: Suspension) -> dict[str, int]:
    return {"suspension": suspension.pk}


def _write(suspension: Suspension, action: str, *, by: Any, **data: str) -> None:
    where = str(suspension.forum) if suspension.forum_id else ""
    words = {"forum": where, "blocks": suspension.blocks, **data}
    log(instance=suspension.member, action=f"feedback_community.{action}", user=by, data=words)
