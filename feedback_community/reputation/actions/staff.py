"""Who works for the company by a role provider, or is a superuser.

A provider answers for one person at a time, and superusers stand in no index: so this is kept with the
person, asked when points change and every night. Staff by group are read when a page is made, and need
nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable

from feedback_community import hooks
from feedback_community.models import Member
from feedback_community.permissions.policy import STAFF_RIGHTS
from feedback_community.reputation.models import Reputation
from feedback_community.reputation.roles import roles_for


def mark_staff(member_ids: Iterable[int]) -> None:
    """Ask about these members: the providers, if there is any besides our own, which never makes staff."""
    ids = set(member_ids)
    supers = Member.objects.filter(pk__in=ids, user__is_superuser=True)
    staff = set(supers.values_list("pk", flat=True))
    if any(provider is not roles_for for provider in hooks.get_role_providers()):
        members = Member.objects.filter(pk__in=ids, user__isnull=False).select_related("user")
        staff |= {member.pk for member in members if _is_staff(member)}
    if staff:
        rows = (Reputation(member_id=pk, is_staff=True) for pk in sorted(staff))
        Reputation.objects.bulk_create(rows, ignore_conflicts=True)
        Reputation.objects.filter(member__in=staff, is_staff=False).update(is_staff=True)
    Reputation.objects.filter(member__in=ids - staff, is_staff=True).update(is_staff=False)


def _is_staff(member: Member) -> bool:
    return any(not STAFF_RIGHTS.isdisjoint(rights) for rights in hooks.get_roles(member.user).values())
