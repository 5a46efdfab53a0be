"""Trusted persons: asked by letter, in force once accepted, ended with a reason. All of it is logged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.actions.texts import clean_note
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Forum, Member
from feedback_community.people import member_of
from feedback_community.reputation import limits
from feedback_community.reputation.enums import GRANTABLE
from feedback_community.reputation.models import Appointment, Reputation
from feedback_community.reputation.notices import ENDED, LETTER

PERMISSION = "feedback_community_reputation.add_appointment"


def check_appoint(user: Any) -> None:
    if not user.has_perm(PERMISSION):
        raise PermissionDenied


@transaction.atomic
def offer_trust(
    member: Member, *, by: Any, rights: Iterable[str], forums: Iterable[Forum] = (), letter: str
) -> Appointment:
    """Ask a person, by letter, to be a trusted person of these forums (none: of all).

    Nothing changes until the person accepts. Raises InvalidChange, PermissionDenied.
    """
    check_appoint(by)
    Member.objects.select_for_update().get(pk=member.pk)
    letter = letter.strip()
    if not letter or len(letter) > limits.LETTER_LENGTH:
        raise InvalidChange(
            _("Please write a letter of at most %(limit)d characters.") % {"limit": limits.LETTER_LENGTH}
        )
    if member.is_anonymised or member.user_id is None:
        raise InvalidChange(_("This person has no account."))
    if Appointment.objects.filter(member=member, ended_at=None).exists():
        raise InvalidChange(_("This person has been asked already, or is a trusted person."))
    given = sorted(set(rights) & {right.value for right in GRANTABLE})
    row = Appointment.objects.create(
        member=member, rights=given, letter=letter, appointed_by=ensure_member(by)
    )
    row.forums.set(forums)
    notify(member.pk, LETTER, cause=f"letter:{row.pk}", data={"appointment": row.pk}, by_mail=True)
    _log(row, "offer_trust", by, rights=given, forums=[str(forum) for forum in row.forums.all()])
    return row


@transaction.atomic
def accept_trust(appointment: Appointment, *, by: Any) -> bool:
    """The person accepts; the rights hold from the next request on. False when there is no offer any more."""
    row = _own(appointment, by)
    if not row.is_offered:
        return False
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    # Pages find the mark beside the name through it.
    Reputation.objects.get_or_create(member_id=row.member_id)
    _log(row, "accept_trust", by)
    return True


@transaction.atomic
def decline_trust(appointment: Appointment, *, by: Any) -> bool:
    """The person says no, or gives the rights back."""
    row = _own(appointment, by)
    if row.ended_at is not None:
        return False
    row.ended_at, row.ended_by = timezone.now(), member_of(by)
    row.save(update_fields=["ended_at", "ended_by"])
    _log(row, "decline_trust", by)
    return True


@transaction.atomic
def end_trust(appointment: Appointment, *, by: Any, reason: str) -> bool:
    """End it, with a reason the person reads. The rights end with this transaction."""
    check_appoint(by)
    reason = clean_note(reason)
    if not reason:
        raise InvalidChange(_("Please say why: the person reads it."))
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.ended_at is not None:
        return False
    row.ended_at, row.ended_by, row.ending_reason = timezone.now(), ensure_member(by), reason
    row.save(update_fields=["ended_at", "ended_by", "ending_reason"])
    notify(row.member_id, ENDED, cause=f"trust-ended:{row.pk}", data={"appointment": row.pk}, by_mail=True)
    _log(row, "end_trust", by, reason=reason)
    return True


def _own(appointment: Appointment, user: Any) -> Appointment:
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    member = member_of(user)
    if member is None or row.member_id != member.pk:
        raise NotAllowed(_("This letter was not written to you."))
    return row


def _log(row: Appointment, action: str, user: Any, **data: Any) -> None:
    log(
        instance=row,
        action=f"feedback_community_reputation.{action}",
        user=user,
        data={"member": row.member.handle, **data},
    )
