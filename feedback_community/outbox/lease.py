"""Take messages under a lease, have them handled, and keep score.

A lease lives in database time. Whoever dies holding one is overtaken when it ends; the attempt was
counted when it began, so that a message that kills its worker is given up as well.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from feedback_community import limits
from feedback_community.models import OutboxMessage, ScheduleRun
from feedback_community.outbox.clock import now_plus
from feedback_community.outbox.consumers import Consumer

logger = logging.getLogger("feedback_community.outbox")

DIED = "The worker stopped while it handled this message."


def back_off(attempts: int) -> float:
    """Seconds until the next attempt: 5, 20, 80 … up to an hour, give or take a quarter."""
    return min(3600.0, 5.0 * 4 ** (attempts - 1)) * random.uniform(0.75, 1.25)  # noqa: S311


def work(consumer: Consumer) -> bool:
    """Handle one batch of the consumer's channel. Returns whether there was one."""
    if not OutboxMessage.objects.due(consumer.channel).exists():
        return False
    if not consumer.alone:
        return _work(consumer)
    turn = take_turn(f"channel:{consumer.channel}", limits.OUTBOX_LEASE_SECONDS)
    if turn is None:
        return False
    try:
        return _work(consumer)
    finally:
        end_turn(turn)


def _work(consumer: Consumer) -> bool:
    messages = claim(consumer)
    if messages:
        _handle(consumer, messages)
    return bool(messages)


def claim(consumer: Consumer) -> list[OutboxMessage]:
    """Up to `batch` due messages, leased to the caller, their attempt counted."""
    lease = uuid.uuid4().hex
    with transaction.atomic():
        chosen = _choose(consumer)
        if not chosen:
            return []
        # The condition again: where rows cannot be locked, the update itself decides who got them.
        due = OutboxMessage.objects.due(consumer.channel).order_by()
        due.filter(pk__in=chosen).update(
            lease=lease,
            leased_until=now_plus(limits.OUTBOX_LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
    taken = list(OutboxMessage.objects.filter(lease=lease).order_by("pk"))
    worn_out = [message for message in taken if message.attempts > limits.OUTBOX_ATTEMPTS]
    if worn_out:
        _give_up(worn_out, DIED)
    return [message for message in taken if message.attempts <= limits.OUTBOX_ATTEMPTS]


def _choose(consumer: Consumer) -> list[int]:
    due = OutboxMessage.objects.due(consumer.channel)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    head = due.first()
    if head is None:
        return []
    # What failed together is tried again in ever smaller batches, so that one bad message of two
    # hundred does not wear the others out.
    size = max(1, consumer.batch // 10**head.attempts)
    rows = list(due.filter(attempts=head.attempts)[:size])
    chosen = {row.pk for row in rows}
    related = Q()
    if keys := {row.key for row in rows if row.key}:
        related |= Q(key__in=keys)
    if consumer.by_group:
        related |= Q(group__in={row.group for row in rows})
    if related:
        chosen.update(row.pk for row in due.filter(related))
    return sorted(chosen)


def _handle(consumer: Consumer, messages: Sequence[OutboxMessage]) -> None:
    latest = {message.key or f"#{message.pk}": message for message in messages}
    try:
        consumer.handle(list(latest.values()))
    except Exception as problem:
        logger.exception("Channel %s: %d messages failed", consumer.channel, len(messages))
        _try_later(messages, f"{type(problem).__name__}: {problem}")
    else:
        _held(messages).update(done_at=Now(), leased_until=None, error="")


def _held(messages: Sequence[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """The rows, as far as the lease is still ours: whoever was overtaken must not touch them."""
    return OutboxMessage.objects.filter(
        pk__in=[message.pk for message in messages], lease=messages[0].lease, done_at=None
    )


def _try_later(messages: Sequence[OutboxMessage], error: str) -> None:
    for message in messages:
        if message.attempts >= limits.OUTBOX_ATTEMPTS:
            _give_up([message], error)
        else:
            due = now_plus(back_off(message.attempts))
            _held([message]).update(available_at=due, leased_until=None, error=error[:2000])


def _give_up(messages: Sequence[OutboxMessage], error: str) -> None:
    """Kept with its error, for staff to see; never tried again by itself."""
    logger.error("Given up: %s", ", ".join(f"#{message.pk} {message}" for message in messages))
    _held(messages).update(failed_at=Now(), leased_until=None, error=error[:2000])


def take_turn(name: str, seconds: float) -> ScheduleRun | None:
    """Become the only one who does `name` for at most `seconds`. Returns None when somebody else is."""
    rows = ScheduleRun.objects.filter(name=name)
    if not rows.exists():
        ScheduleRun.objects.get_or_create(name=name)
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    if not rows.filter(free).update(leased_until=now_plus(seconds), last_started_at=Now()):
        return None
    return rows.get()


def end_turn(turn: ScheduleRun) -> None:
    """Let others. Whoever overtook us in the meantime keeps the turn."""
    rows = ScheduleRun.objects.filter(name=turn.name, leased_until=turn.leased_until)
    rows.update(leased_until=None, last_finished_at=Now())
