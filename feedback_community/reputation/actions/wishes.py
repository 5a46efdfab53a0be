"""What a person wishes to be shown of the own reputation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from feedback_community.actions.members import ensure_member
from feedback_community.reputation.actions.scores import rescore
from feedback_community.reputation.ledger import lock_ledger
from feedback_community.reputation.models import Reputation

WISHES = ("is_listed", "shows_rank", "shows_points", "shows_badges", "shows_answers", "mails_rank")


@transaction.atomic
def change_wishes(*, by: Any, wishes: Mapping[str, bool]) -> bool:
    """Keep these wishes. Who leaves the leaderboards takes no place there from now on."""
    member = ensure_member(by)
    lock_ledger()
    row, _created = Reputation.objects.get_or_create(member=member)
    changed = [name for name in WISHES if name in wishes and getattr(row, name) != wishes[name]]
    for name in changed:
        setattr(row, name, wishes[name])
    if changed:
        row.save(update_fields=changed)
    if "is_listed" in changed:
        rescore([member.pk])
    return bool(changed)
