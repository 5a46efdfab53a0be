from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback_community import limits
from feedback_community.models import OutboxMessage, ScheduleRun
from feedback_community.outbox import housekeeping, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_entries", {})


def test_work_runs_at_once_and_then_after_its_interval():
    runs: list[int] = []
    schedule.register("count", 3600, lambda: runs.append(1))
    assert schedule.run_due()
    assert not schedule.run_due()
    ScheduleRun.objects.filter(name="count").update(last_started_at=timezone.now() - timedelta(seconds=3601))
    assert schedule.run_due()
    assert len(runs) == 2
    row = ScheduleRun.objects.get(name="count")
    assert row.last_finished_at is not None
    assert row.leased_until is None


def test_work_that_another_worker_does_is_left_to_it():
    runs: list[int] = []
    schedule.register("count", 60, lambda: runs.append(1))
    ScheduleRun.objects.create(name="count", leased_until=timezone.now() + timedelta(minutes=5))
    assert not schedule.run_due()
    ScheduleRun.objects.update(leased_until=timezone.now() - timedelta(minutes=5))
    assert schedule.run_due()


def test_work_that_fails_keeps_its_error_and_comes_again_soon():
    def broken() -> None:
        raise ValueError("no such table")

    schedule.register("daily", 86_400, broken)
    schedule.run_due()
    row = ScheduleRun.objects.get(name="daily")
    assert "no such table" in row.error
    assert row.leased_until is None
    assert row.last_started_at is not None
    assert row.last_started_at + timedelta(days=1) < timezone.now() + timedelta(minutes=11)


def test_one_failure_does_not_stop_the_rest():
    runs: list[int] = []
    schedule.register("broken", 60, lambda: 1 / 0)
    schedule.register("sound", 60, lambda: runs.append(1))
    schedule.run_due()
    assert runs == [1]


def test_a_sign_of_life_is_remembered():
    assert schedule.last_seen() is None
    schedule.show_life()
    first = schedule.last_seen()
    assert first is not None
    schedule.show_life()
    assert schedule.last_seen() >= first
    assert ScheduleRun.objects.count() == 1


def test_done_messages_are_purged_and_given_up_ones_stay():
    old = timezone.now() - timedelta(days=limits.OUTBOX_KEEP_DAYS + 1)
    OutboxMessage.objects.create(channel="a", event="b", group="", done_at=old)
    OutboxMessage.objects.create(channel="a", event="b", group="", done_at=timezone.now())
    OutboxMessage.objects.create(channel="a", event="b", group="", failed_at=old)
    OutboxMessage.objects.create(channel="a", event="b", group="")
    assert housekeeping.purge_outbox() == 1
    assert OutboxMessage.objects.count() == 3
