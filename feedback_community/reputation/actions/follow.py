"""Everything that follows when rows were looked at again: ledger, totals, scores, ranks, badges.

One transaction under the ledger's lock: either all of it is there, or the message comes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from feedback_community.reputation.actions.awards import award_due_badges
from feedback_community.reputation.actions.ranks import update_points
from feedback_community.reputation.actions.scores import rescore
from feedback_community.reputation.actions.totals import derive_after
from feedback_community.reputation.ledger import Scope, lock_ledger, settle
from feedback_community.reputation.models import LedgerEntry
from feedback_community.reputation.rules import rules_by_reason


@transaction.atomic
def follow(rows: Mapping[str, Iterable[int]]) -> set[int]:
    """Look at these rows of each rule (by reason). Returns the members whose ledger or points changed."""
    lock_ledger()
    rules = rules_by_reason()
    entries = [
        entry for reason, ids in sorted(rows.items()) for entry in settle(rules[reason], Scope.of_ids(ids))
    ]
    return follow_entries(entries)


def follow_entries(entries: Iterable[LedgerEntry]) -> set[int]:
    """The totals, scores, ranks and badges after these new rows. The caller holds the lock."""
    entries = list(entries)
    members = derive_after(entries)
    update_points(rescore(members))
    touched = members | {entry.member_id for entry in entries}
    givers = {entry.giver_id for entry in entries if entry.giver_id}
    award_due_badges(touched | givers, entries)
    return touched
