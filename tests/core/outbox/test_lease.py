from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from feedback_community import limits
from feedback_community.models import OutboxMessage, ScheduleRun
from feedback_community.outbox import consumers, lease, queue

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=1)


class Log:
    """A consumer that writes down what it was given, and fails while told to."""

    def __init__(self) -> None:
        self.calls: list[list[dict]] = []
        self.fail = False

    def __call__(self, messages: Sequence[OutboxMessage]) -> None:
        self.calls.append([message.payload for message in messages])
        if self.fail:
            raise RuntimeError("the other side is away")


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def register(log: Log, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., consumers.Consumer]]:
    monkeypatch.setattr(consumers, "_consumers", {})

    def make(**options) -> consumers.Consumer:
        consumers.register("test", {"happened"}, log, **options)
        return consumers.all_consumers()[0]

    yield make


def test_a_message_is_handled_once(log, register):
    consumer = register()
    queue.put("happened", topic=7)
    assert lease.work(consumer)
    assert not lease.work(consumer)
    assert log.calls == [[{"topic": 7}]]
    message = OutboxMessage.objects.get()
    assert message.done_at is not None
    assert message.attempts == 1


def test_an_event_nobody_consumes_leaves_no_row(register):
    register()
    queue.put("something_else", topic=7)
    assert not OutboxMessage.objects.exists()


def test_what_is_rolled_back_is_never_announced(log, register):
    consumer = register()
    with pytest.raises(RuntimeError), transaction.atomic():
        queue.put("happened", topic=7)
        raise RuntimeError
    assert not lease.work(consumer)


def test_messages_of_one_transaction_share_a_group(register):
    register()
    with transaction.atomic():
        queue.put("happened", topic=1)
        queue.put("happened", topic=2)
    groups = set(OutboxMessage.objects.values_list("group", flat=True))
    assert len(groups) == 1


def test_a_delayed_message_waits(log, register):
    consumer = register()
    queue.put("happened", delay=60, topic=7)
    assert not lease.work(consumer)
    OutboxMessage.objects.update(available_at=timezone.now() - LONG_AGO)
    assert lease.work(consumer)


def test_messages_with_one_key_are_handled_as_the_latest(log, register):
    consumer = register(batch=10)
    for number in range(3):
        queue.put("happened", key="topic:7", number=number)
    queue.put("happened", number=99)
    lease.work(consumer)
    assert log.calls == [[{"number": 2}, {"number": 99}]]
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_what_belongs_to_one_transaction_comes_together_even_beyond_the_batch(log, register):
    consumer = register(batch=1, by_group=True)
    with transaction.atomic():
        for number in range(3):
            queue.put("happened", number=number)
    lease.work(consumer)
    assert [len(call) for call in log.calls] == [3]


def test_a_leased_message_is_left_alone_until_the_lease_ends(log, register):
    consumer = register()
    queue.put("happened", topic=7)
    assert len(lease.claim(consumer)) == 1
    assert lease.claim(consumer) == []
    OutboxMessage.objects.update(leased_until=timezone.now() - LONG_AGO)
    (again,) = lease.claim(consumer)
    assert again.attempts == 2


def test_whoever_was_overtaken_cannot_report_the_message_done(log, register):
    consumer = register()
    queue.put("happened", topic=7)
    slow = lease.claim(consumer)
    OutboxMessage.objects.update(leased_until=timezone.now() - LONG_AGO)
    lease.claim(consumer)
    lease._handle(consumer, slow)
    assert OutboxMessage.objects.get().done_at is None


def test_a_failure_is_tried_again_later_and_the_error_kept(log, register):
    consumer = register()
    queue.put("happened", topic=7)
    log.fail = True
    lease.work(consumer)
    message = OutboxMessage.objects.get()
    assert message.leased_until is None
    assert "the other side is away" in message.error
    assert message.available_at > timezone.now()
    assert not lease.work(consumer)
    log.fail = False
    OutboxMessage.objects.update(available_at=timezone.now() - LONG_AGO)
    lease.work(consumer)
    message.refresh_from_db()
    assert (message.done_at is not None, message.error) == (True, "")


def test_back_off_grows_and_is_never_the_same():
    waits = [lease.back_off(attempt) for attempt in range(1, 9)]
    assert waits[0] < 10
    assert 2700 <= waits[-1] <= 4500
    assert len({lease.back_off(3) for _try in range(20)}) > 1


def test_after_the_last_attempt_it_is_given_up_and_stays_visible(log, register):
    consumer = register()
    queue.put("happened", topic=7)
    log.fail = True
    for _attempt in range(limits.OUTBOX_ATTEMPTS):
        OutboxMessage.objects.update(available_at=timezone.now() - LONG_AGO)
        lease.work(consumer)
    assert not lease.work(consumer)
    (message,) = OutboxMessage.objects.given_up()
    assert "the other side is away" in message.error
    assert len(log.calls) == limits.OUTBOX_ATTEMPTS


def test_a_message_that_kills_its_worker_is_given_up_too(log, register):
    consumer = register()
    queue.put("happened", topic=7)
    OutboxMessage.objects.update(
        attempts=limits.OUTBOX_ATTEMPTS, leased_until=timezone.now() - LONG_AGO, lease="dead"
    )
    assert not lease.work(consumer)
    assert log.calls == []
    assert OutboxMessage.objects.given_up().count() == 1


def test_one_bad_message_does_not_take_the_others_with_it(register, monkeypatch):
    seen: list[int] = []

    def handle(messages: Sequence[OutboxMessage]) -> None:
        if any(message.payload["number"] == 13 for message in messages):
            raise ValueError("13")
        seen.extend(message.payload["number"] for message in messages)

    consumers.register("test", {"happened"}, handle, batch=100)
    consumer = consumers.all_consumers()[0]
    for number in range(50):
        queue.put("happened", number=number)
    for _round in range(60):
        OutboxMessage.objects.filter(done_at=None).update(available_at=timezone.now() - LONG_AGO)
        lease.work(consumer)
    assert sorted(seen) == [number for number in range(50) if number != 13]
    assert OutboxMessage.objects.given_up().count() == 1


def test_a_channel_of_one_is_worked_by_one(log, register):
    consumer = register(alone=True)
    queue.put("happened", topic=7)
    turn = lease.take_turn("channel:test", 60)
    assert turn is not None
    assert not lease.work(consumer)
    lease.end_turn(turn)
    assert lease.work(consumer)


def test_a_turn_that_was_overtaken_is_not_ended_for_the_next(register):
    first = lease.take_turn("channel:test", 60)
    ScheduleRun.objects.update(leased_until=timezone.now() - LONG_AGO)
    second = lease.take_turn("channel:test", 60)
    assert first is not None and second is not None
    lease.end_turn(first)
    assert lease.take_turn("channel:test", 60) is None
