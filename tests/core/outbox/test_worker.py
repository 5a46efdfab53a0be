from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from feedback_community.models import OutboxMessage
from feedback_community.outbox import consumers, queue, schedule, tasks, worker
from feedback_community.outbox.wake import WakeUp, work_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "_consumers", {})
    monkeypatch.setattr(consumers, "_pumps", {})
    monkeypatch.setattr(schedule, "_entries", {})


@pytest.fixture
def run_lanes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., worker.Worker]]:
    """A worker with these lanes, stopped afterwards. Its threads stay away from the test's database."""
    started: list[worker.Worker] = []

    def run(**lanes: worker.Turn) -> worker.Worker:
        monkeypatch.setattr(worker, "lanes", lambda: lanes)
        monkeypatch.setattr(worker, "REST", 0.05)
        found = worker.Worker()
        found.start()
        started.append(found)
        return found

    yield run
    for found in started:
        found.stop()
        assert found.join(5)


def test_once_does_all_that_is_due_and_what_follows_from_it():
    seen: list[str] = []

    def first(messages: Sequence[OutboxMessage]) -> None:
        seen.append("first")
        queue.put("second")

    consumers.register("b", {"second"}, lambda messages: seen.append("second"))
    consumers.register("a", {"first"}, first)
    queue.put("first")
    worker.run_once()
    assert seen == ["first", "second"]
    assert schedule.last_seen() is not None


def test_the_command_knows_its_lanes():
    seen: list[str] = []
    consumers.register("a", {"happened"}, lambda messages: seen.append("a"))
    consumers.register("b", {"happened"}, lambda messages: seen.append("b"))
    queue.put("happened")
    call_command("community_worker", "--once", "--only", "b", verbosity=0)
    assert seen == ["b"]
    with pytest.raises(CommandError, match="There are: a, b, schedule"):
        call_command("community_worker", "--once", "--only", "c", verbosity=0)
    with pytest.raises(CommandError, match="--only needs --once"):
        call_command("community_worker", "--only", "b", verbosity=0)


def test_a_lane_that_hangs_does_not_stop_the_others(run_lanes):
    release, seen = threading.Event(), threading.Event()
    run_lanes(slow=lambda: release.wait(5) and False, quick=lambda: seen.set() is not None)
    assert seen.wait(2)
    release.set()


def test_a_lane_outlives_an_error_and_a_database_that_is_away(run_lanes):
    troubles = iter([RuntimeError("bug"), OperationalError("gone")])
    recovered = threading.Event()

    def turn() -> bool:
        problem = next(troubles, None)
        if problem is not None:
            raise problem
        recovered.set()
        return False

    run_lanes(lane=turn)
    assert recovered.wait(5)


def test_a_wake_up_is_heard_at_once_by_every_lane(run_lanes, settings):
    settings.FEEDBACK_COMMUNITY = {"WORKER_POLL": 30.0}
    turns = {"a": threading.Semaphore(0), "b": threading.Semaphore(0)}

    def lane(name: str) -> worker.Turn:
        return lambda: bool(turns[name].release())

    run_lanes(a=lane("a"), b=lane("b"))
    assert all(turn.acquire(timeout=2) for turn in turns.values())
    time.sleep(0.1)
    work_waiting.ring()
    assert all(turn.acquire(timeout=2) for turn in turns.values())


def test_a_ring_that_came_during_the_work_is_not_missed():
    bell = WakeUp()
    heard = bell.rings()
    bell.ring()
    started = time.monotonic()
    assert bell.wait(heard, timeout=5) == heard + 1
    assert time.monotonic() - started < 1
    assert bell.wait(heard + 1, timeout=0.01) == heard + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres  # SQLite in memory belongs to one thread
def test_the_thread_beside_the_site_works_and_keeps_no_connection_open(monkeypatch):
    done = threading.Event()
    consumers.register("a", {"happened"}, lambda messages: done.set())
    monkeypatch.setattr(worker, "_beside", None)
    running: list[worker.Worker] = []
    monkeypatch.setattr(worker, "Worker", lambda kind=worker.Worker: running.append(kind()) or running[-1])
    thread = worker.start_worker_thread()
    assert worker.start_worker_thread() is thread
    assert thread.daemon
    queue.put("happened")
    assert done.wait(10)
    running[0].stop()
    assert running[0].join(10)


def test_a_task_is_enqueued_once_for_a_transaction_if_the_site_wants_it(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    enqueued: list[int] = []
    backend = type("QueueBackend", (), {})()
    monkeypatch.setattr(type(tasks.drain_outbox), "get_backend", lambda self: backend)
    monkeypatch.setattr(type(tasks.drain_outbox), "enqueue", lambda self: enqueued.append(1))
    consumers.register("a", {"happened"}, lambda messages: None)
    for wanted in (False, True):
        settings.FEEDBACK_COMMUNITY = {"WAKE_BY_TASK": wanted}
        with django_capture_on_commit_callbacks(execute=True):
            queue.put("happened")
            queue.put("happened")
        assert len(enqueued) == int(wanted)


def test_the_immediate_backend_is_never_given_work(settings, django_capture_on_commit_callbacks):
    """It would run inside the request."""
    seen: list[int] = []
    settings.FEEDBACK_COMMUNITY = {"WAKE_BY_TASK": True}
    consumers.register("a", {"happened"}, lambda messages: seen.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        queue.put("happened")
    assert seen == []


def test_the_task_drains_the_outbox():
    seen: list[int] = []
    consumers.register("a", {"happened"}, lambda messages: seen.append(1))
    queue.put("happened")
    tasks.drain_outbox.func()
    assert seen == [1]
