"""Periodic work: name, interval, function. The worker runs what is due, one at a time over all workers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.db.models.functions import Now

from feedback_community.models import ScheduleRun
from feedback_community.outbox.clock import now_plus

logger = logging.getLogger("feedback_community.outbox")

#: Row that says when a worker was last alive.
WORKER = "worker"
#: Seconds a run may take before another worker may start it again.
LEASE = 3600
#: Seconds until work that failed is tried again, if its interval is longer.
RETRY = 600

Job = Callable[[], object]


@dataclass(frozen=True)
class Entry:
    name: str
    every: int
    run: Job


_entries: dict[str, Entry] = {}


def register(name: str, every: int, run: Job) -> None:
    """Have `run` called every so many seconds. It must bear being stopped in the middle and run twice."""
    _entries[name] = Entry(name, every, run)


def all_entries() -> tuple[Entry, ...]:
    return tuple(_entries.values())


def run_due() -> bool:
    """Run what is due. Returns whether anything was."""
    ran = [run(entry) for entry in all_entries() if _take(entry)]
    return bool(ran)


def _take(entry: Entry) -> bool:
    """One update decides who runs it, by the clock of the database."""
    row = ScheduleRun.objects.filter(name=entry.name)
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Q(last_started_at=None) | Q(last_started_at__lte=now_plus(-entry.every))
    if not row.exists():
        ScheduleRun.objects.get_or_create(name=entry.name)
    elif not row.filter(free, due).exists():
        return False
    return bool(row.filter(free, due).update(leased_until=now_plus(LEASE), last_started_at=Now()))


def run(entry: Entry) -> bool:
    """Run it now, whether it is due or not, and keep how it ended."""
    row = ScheduleRun.objects.filter(name=entry.name)
    try:
        entry.run()
    except Exception as problem:
        logger.exception("Periodic work %s failed", entry.name)
        wait = min(entry.every, RETRY)
        error = f"{type(problem).__name__}: {problem}"[:2000]
        row.update(leased_until=None, last_started_at=now_plus(wait - entry.every), error=error)
        return False
    row.update(leased_until=None, last_finished_at=Now(), error="")
    logger.info("Periodic work %s done", entry.name)
    return True


def show_life() -> None:
    """The worker's sign of life, read by the checks and the console."""
    if not ScheduleRun.objects.filter(name=WORKER).update(last_started_at=Now()):
        ScheduleRun.objects.update_or_create(name=WORKER, defaults={"last_started_at": Now()})


def last_seen() -> datetime | None:
    """When a worker last gave a sign of life."""
    return ScheduleRun.objects.filter(name=WORKER).aggregate(at=Max("last_started_at"))["at"]
