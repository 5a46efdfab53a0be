"""Members: created when somebody first takes part."""

from __future__ import annotations

import secrets
from typing import Any

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import get_language

from feedback_community import events, limits, signals
from feedback_community.models import Member
from feedback_community.people import full_name_or_handle, member_of, remember

#: Handles that nobody gets as they are.
COMMON = frozenset({"member", "guest"})


def create_member(name: str, **fields: Any) -> Member:
    """A member with a handle of its own that reads like the name."""
    base = handle_from(name)
    for attempt in range(20):
        handle = base if attempt == 0 and base not in COMMON else f"{base}-{secrets.randbelow(10**6)}"
        try:
            with transaction.atomic():
                return Member.objects.create(handle=handle, **fields)
        except IntegrityError:
            continue
    raise RuntimeError("no free handle found")


def ensure_member(user: Any) -> Member:
    """The member beside a user, made at the first act. Safe when two requests come at once."""
    member = member_of(user)
    if member is not None:
        return member
    base = handle_from(full_name_or_handle(user))
    for attempt in range(20):
        handle = base if attempt == 0 and base not in COMMON else f"{base}-{secrets.randbelow(10**6)}"
        try:
            with transaction.atomic():
                member, created = Member.objects.get_or_create(
                    user=user, defaults={"handle": handle, "language": get_language() or ""}
                )
        except IntegrityError:
            # The handle is taken; get_or_create would have found the user's own row.
            continue
        member.user = user
        remember(user, member)
        if created:
            events.emit_on_commit(signals.member_created, Member, member=member, by=member)
        return member
    raise RuntimeError("no free handle found")


def handle_from(name: str) -> str:
    """A handle that reads like the name, in Latin letters: "Анна Ковалёва" becomes "anna-kovaleva"."""
    return slugify(anyascii(name))[: limits.HANDLE_LENGTH - 8].strip("-_") or "member"
