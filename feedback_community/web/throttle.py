"""Rate limits at the door of every act: who asks, from where, and whether limits apply at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from feedback_community.actions.throttling import give_back, spend
from feedback_community.conf import app_settings
from feedback_community.enums import TrustLevel
from feedback_community.exceptions import CommunityError
from feedback_community.people import member_of
from feedback_community.permissions.policy import STAFF_RIGHTS, get_policy


@dataclass
class Spending:
    """What became of the act: one that changed nothing (a button pressed twice) is not counted."""

    is_idle: bool = False


@contextmanager
def limited(request: HttpRequest, act: str, *, site: Any) -> Iterator[Spending]:
    """Counts the act inside. Raises TooOften before it; what is refused or changes nothing costs nothing."""
    spending = Spending()
    if not app_settings.RATE_LIMITS or _is_staff(request.user, site):
        yield spending
        return
    member = member_of(request.user)
    spent = spend(
        act,
        user_pk=request.user.pk or (f"g{member.pk}" if member is not None else None),
        # Behind a proxy the host's own middleware puts the visitor's address here.
        address=request.META.get("REMOTE_ADDR", ""),
        is_new=member is None or member.trust == TrustLevel.NEW,
    )
    try:
        yield spending
    except CommunityError:
        give_back(spent)
        raise
    if spending.is_idle:
        give_back(spent)


@contextmanager
def limited_proofs(request: HttpRequest, address_hash: str) -> Iterator[None]:
    """Mails to an address that nobody has proven yet: few, whoever asks for them."""
    address = request.META.get("REMOTE_ADDR", "") if app_settings.RATE_LIMITS else ""
    spent = spend("proof", user_pk=address_hash[:40], address=address, is_new=False)
    try:
        yield
    except CommunityError:
        give_back(spent)
        raise


def _is_staff(user: Any, site: Any) -> bool:
    access = get_policy().access(user, site)
    return any(rights & STAFF_RIGHTS for rights in access.rights.values())
