"""Votes that look arranged, listed for staff. Nobody is punished by a machine: the limit already holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community.actions.members import ensure_member
from feedback_community.actions.texts import clean_note
from feedback_community.exceptions import InvalidChange
from feedback_community.reputation import limits
from feedback_community.reputation.actions.totals import Span, day_of, monday
from feedback_community.reputation.conf import app_settings
from feedback_community.reputation.enums import SuspicionKind
from feedback_community.reputation.models import LedgerEntry, Suspicion
from feedback_community.reputation.rules import vote_reasons

#: Weeks that are looked at.
WEEKS = 5
PERMISSION = "feedback_community_reputation.change_suspicion"

Found = dict[tuple[str, int, int, date], tuple[int, int]]


def find_suspicions() -> int:
    """List what is new, bring numbers up to date. Returns how many rows were added."""
    since = monday(day_of(timezone.now())) - timedelta(weeks=WEEKS)
    span = Span(since, since + timedelta(weeks=WEEKS + 1))
    votes = LedgerEntry.objects.standing().filter(
        span.moments(), reason__in=vote_reasons(), giver__isnull=False
    )
    weeks: defaultdict[date, Counter[tuple[int, int]]] = defaultdict(Counter)
    for giver_id, member_id, at in votes.values_list("giver_id", "member_id", "at").iterator():
        weeks[monday(day_of(at))][giver_id, member_id] += 1
    found: Found = {}
    for week, pairs in weeks.items():
        found |= dict(_rings(week, pairs))
        found |= dict(_puppets(week, pairs))
    return _store(found, since)


def _rings(
    week: date, pairs: Counter[tuple[int, int]]
) -> Iterator[tuple[tuple[str, int, int, date], tuple[int, int]]]:
    """More votes between two persons than count, both ways together."""
    for low, high in {(min(pair), max(pair)) for pair in pairs}:
        there, back = pairs[high, low], pairs[low, high]
        if there + back > app_settings.PAIR_VOTES:
            yield (SuspicionKind.RING.value, low, high, week), (there, back)


def _puppets(
    week: date, pairs: Counter[tuple[int, int]]
) -> Iterator[tuple[tuple[str, int, int, date], tuple[int, int]]]:
    """An account whose votes all went to one person."""
    given: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for (giver, member), number in pairs.items():
        given[giver][member] += number
    for giver, members in given.items():
        (member, number), *others = members.most_common(2)
        if not others and number >= limits.PUPPET_VOTES:
            yield (SuspicionKind.PUPPET.value, member, giver, week), (number, 0)


def _store(found: Found, since: date) -> int:
    known = {
        (row.kind, row.member_id, row.other_id, row.week): row
        for row in Suspicion.objects.filter(week__gte=since)
    }
    changed = []
    for key, row in known.items():
        numbers = found.get(key)
        if numbers and numbers != (row.given, row.returned):
            row.given, row.returned = numbers
            changed.append(row)
    Suspicion.objects.bulk_update(changed, ["given", "returned"], batch_size=200)
    rows = [
        Suspicion(kind=key[0], member_id=key[1], other_id=key[2], week=key[3], given=given, returned=back)
        for key, (given, back) in found.items()
        if key not in known
    ]
    return len(Suspicion.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def close_suspicion(suspicion: Suspicion, *, by: Any, note: str) -> bool:
    """Somebody has looked at it, and says what was found. Returns False when it was closed already."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    note = clean_note(note)
    if not note:
        raise InvalidChange(_("Please write down what you found."))
    row = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
    if row.closed_at:
        return False
    row.closed_at, row.closed_by, row.note = timezone.now(), ensure_member(by), note
    row.save(update_fields=["closed_at", "closed_by", "note"])
    log(instance=row, action="feedback_community_reputation.close_suspicion", user=by, data={"note": note})
    return True
