"""How often one person, or one address, may do something. Counted in rows, so exact over all processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, CharField, DateTimeField, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from feedback_community import limits
from feedback_community.actions.prepared import Change, Changed
from feedback_community.exceptions import TooOften
from feedback_community.limits import Rate
from feedback_community.models import Throttle
from feedback_community.querysets.prepared import Slot

#: A span (key and length) and how much of it may be used.
Allowances = dict[tuple[str, int], int]


def spend(act: str, *, user_pk: object, address: str, is_new: bool) -> Allowances:
    """Count one act. Raises TooOften, with nothing counted, where an allowance is used up.

    A transaction of its own, before that of the act: people behind one address must not wait for one
    another's acts. Returns what was counted, for `give_back` when the act fails. `address` is the
    visitor's, "" for unknown; it is stored as a keyed hash only.
    """
    wanted = _allowances(act, user_pk=user_pk, address=address, is_new=is_new)
    now = timezone.now()
    if not _count_all(wanted, now):
        _count_first(wanted, now)
    return wanted


@transaction.atomic
def _count_first(wanted: Allowances, now: datetime) -> None:
    """Some were never counted before, or are used up."""
    Throttle.objects.bulk_create(
        (Throttle(key=key, seconds=seconds, count=0, ends_at=now) for key, seconds in wanted),
        ignore_conflicts=True,
    )
    if not _count_all(wanted, now):
        _refuse(wanted, now)


@transaction.atomic
def _count_all(wanted: Allowances, now: datetime) -> bool:
    """All of them or none."""
    has_room = _count(wanted, now) == len(wanted)
    if not has_room:
        transaction.set_rollback(True)
    return has_room


def give_back(spent: Allowances) -> None:
    """What was refused costs nothing: whoever mends a text three times has not posted three times."""
    spans = Q()
    for key, seconds in spent:
        spans |= Q(key=key, seconds=seconds)
    if spent:
        Throttle.objects.filter(spans, count__gt=0).update(count=F("count") - 1)


def purge_throttles() -> int:
    """Spans that ended a day ago say nothing any more. Returns how many went."""
    before = timezone.now() - timedelta(seconds=limits.THROTTLE_KEEP_SECONDS)
    return Throttle.objects.filter(ends_at__lt=before).delete()[0]


def _allowances(act: str, *, user_pk: object, address: str, is_new: bool) -> Allowances:
    found: Allowances = {}
    _add(found, f"{act}:u{user_pk}", _of(limits.RATES, act))
    if is_new:
        _add(found, f"{act}:u{user_pk}", limits.NEW_MEMBER_RATES.get(act, ()))
    if address:
        hashed = salted_hmac("feedback_community.throttle", address, algorithm="sha256").hexdigest()
        _add(found, f"{act}:a{hashed[:40]}", _of(limits.ADDRESS_RATES, act))
    return found


def _of(table: Mapping[str, tuple[Rate, ...]], act: str) -> tuple[Rate, ...]:
    return table.get(act, table["act"])


def _add(found: Allowances, key: str, rates: Iterable[Rate]) -> None:
    for rate in rates:
        span = (key, rate.seconds)
        found[span] = min(rate.times, found.get(span, rate.times))


def _rows(wanted: Allowances) -> QuerySet[Throttle]:
    return Throttle.objects.filter(key__in={key for key, _seconds in wanted})


def _one_more(*spans: tuple[int, int]) -> Changed:
    """One more in every span that has room or is over, in one statement. A span is its length and times."""
    now, room = Slot("now", DateTimeField()), Q()
    for place, (seconds, times) in enumerate(spans):
        span = Q(key=Slot(f"key{place}", CharField()), seconds=seconds)
        room |= span & (Q(ends_at__lte=now) | Q(count__lt=times))
    over = Q(ends_at__lte=now)
    ends = {seconds: Slot(f"end{seconds}", DateTimeField()) for seconds, _times in spans}
    return Throttle.objects.filter(room), {
        "count": Case(When(over, then=Value(1)), default=F("count") + 1),
        "ends_at": Case(
            *(When(over & Q(seconds=seconds), then=end) for seconds, end in ends.items()),
            default=F("ends_at"),
        ),
    }


_change = Change(Throttle, _one_more)


def _count(wanted: Allowances, now: datetime) -> int:
    """Returns how many of the spans had room."""
    values: dict[str, object] = {f"key{place}": key for place, (key, _seconds) in enumerate(wanted)}
    values |= {f"end{seconds}": now + timedelta(seconds=seconds) for _key, seconds in wanted}
    return _change(*((seconds, times) for (_key, seconds), times in wanted.items()), now=now, **values)


def _refuse(wanted: Allowances, now: datetime) -> None:
    rows = _rows(wanted).filter(ends_at__gt=now)
    full = [row for row in rows if row.count >= wanted.get((row.key, row.seconds), row.count + 1)]
    wait = max((row.ends_at - now for row in full), default=timedelta(minutes=1))
    minutes = max(1, round(wait.total_seconds() / 60))
    message = ngettext(
        "You have done this very often. Please try again in %(minutes)d minute; nothing is lost.",
        "You have done this very often. Please try again in %(minutes)d minutes; nothing is lost.",
        minutes,
    )
    raise TooOften(message % {"minutes": minutes}, wait=int(wait.total_seconds()) + 1)
