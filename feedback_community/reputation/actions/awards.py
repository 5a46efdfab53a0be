"""Badges given: by rule, once, with a level that only rises; by hand, with a reason."""

from __future__ import annotations

from bisect import bisect_right
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
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Member
from feedback_community.reputation.badges import all_badge_rules
from feedback_community.reputation.models import Badge, BadgeAward, LedgerEntry

NOTICE = "reputation_badge"
PERMISSION = "feedback_community_reputation.add_badgeaward"


def award_due_badges(member_ids: Iterable[int], entries: Iterable[LedgerEntry] = ()) -> int:
    """Give these members what they have earned by rule. Returns how many badges or levels were given.

    A badge stays when the deed is undone: it tells what somebody did.
    """
    ids, entries, given = set(member_ids), list(entries), 0
    rules = all_badge_rules()
    for badge in Badge.objects.filter(is_active=True, rule__in=rules):
        rule = rules[badge.rule]
        wanted = ids | rule.concerns(entries)
        if wanted:
            given += _award(badge, rule.numbers(wanted))
    return given


def _award(badge: Badge, numbers: dict[int, int]) -> int:
    due = {pk: bisect_right(sorted(badge.thresholds), number) for pk, number in numbers.items()}
    due = {pk: level for pk, level in due.items() if level}
    known = dict(BadgeAward.objects.filter(badge=badge, member__in=due).values_list("member_id", "level"))
    due = {pk: level for pk, level in due.items() if level > known.get(pk, 0)}
    alive = Member.objects.filter(pk__in=due, is_anonymised=False).values_list("pk", flat=True)
    given = sorted(alive) if due else []
    for pk in given:
        _write(badge, pk, due[pk])
    return len(given)


def _write(badge: Badge, member_id: int, level: int, **given: Any) -> BadgeAward:
    row, _created = BadgeAward.objects.update_or_create(
        badge=badge, member_id=member_id, defaults={"level": level, "awarded_at": timezone.now(), **given}
    )
    notify(member_id, NOTICE, cause=f"badge:{badge.pk}:{level}", data={"badge": badge.pk, "level": level})
    return row


@transaction.atomic
def give_badge(badge: Badge, member: Member, *, by: Any, reason: str) -> BadgeAward:
    """Give a badge by hand. Raises InvalidChange, PermissionDenied."""
    _check(by)
    reason = clean_note(reason)
    if badge.rule:
        raise InvalidChange(_("This badge is given by a rule."))
    if not reason:
        raise InvalidChange(_("Please say why: the reason is shown beside the badge."))
    if member.is_anonymised:
        raise InvalidChange(_("This person has left."))
    if BadgeAward.objects.filter(badge=badge, member=member).exists():
        raise InvalidChange(_("This person has the badge already."))
    row = _write(badge, member.pk, 1, by=ensure_member(by), reason=reason)
    log(
        instance=badge,
        action="feedback_community_reputation.give_badge",
        user=by,
        data={"member": member.handle, "reason": reason},
    )
    return row


@transaction.atomic
def take_badge(award: BadgeAward, *, by: Any, reason: str) -> None:
    """Take back a badge that was given by hand."""
    _check(by)
    reason = clean_note(reason)
    if award.badge.rule:
        raise InvalidChange(_("This badge is given by a rule."))
    if not reason:
        raise InvalidChange(_("Please say why."))
    log(
        instance=award.badge,
        action="feedback_community_reputation.take_badge",
        user=by,
        data={"member": award.member.handle, "reason": reason},
    )
    BadgeAward.objects.filter(pk=award.pk).delete()


def _check(user: Any) -> None:
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
