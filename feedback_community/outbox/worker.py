"""The worker: one lane for each channel, each pump and the schedule, so that none waits for another.

A mail server that hangs must not keep new topics out of the search.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from feedback_community.conf import app_settings
from feedback_community.outbox import consumers, lease, schedule
from feedback_community.outbox.wake import work_waiting

logger = logging.getLogger("feedback_community.outbox")

#: Seconds between two signs of life.
LIFE_SIGN = 30.0
#: Seconds a lane rests after an error that was nobody's message: the database is away.
REST = 5.0

Turn = Callable[[], bool]


def lanes() -> dict[str, Turn]:
    """What there is to do, by name. Each turn does a piece of it and says whether there was any."""
    found: dict[str, Turn] = {c.channel: partial(lease.work, c) for c in consumers.all_consumers()}
    return {**found, **consumers.all_pumps(), "schedule": schedule.run_due}


def run_once(names: frozenset[str] | None = None) -> None:
    """Do everything that is due now, in this thread."""
    schedule.show_life()
    turns = {name: turn for name, turn in lanes().items() if names is None or name in names}
    busy = True
    while busy:  # Again after each round: a delivery makes work for the mails.
        busy = False
        for turn in turns.values():
            busy |= turn()


class Worker:
    """Runs the lanes in threads until it is stopped."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for name, turn in lanes().items():
            thread = threading.Thread(
                target=self._run_lane, args=(name, turn), name=f"community-{name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()
        logger.info("Working on %s", ", ".join(lanes()))

    def run(self) -> None:
        """Start, give signs of life, and return once stopped."""
        self.start()
        while not self.stopping.is_set():
            self._guard("sign of life", _show_life)
            self.stopping.wait(LIFE_SIGN)
        connections.close_all()

    def stop(self) -> None:
        """Ask the lanes to end after what they are at. Safe in a signal handler."""
        self.stopping.set()

    def join(self, timeout: float) -> bool:
        """Wait for the lanes. Returns whether all have ended."""
        work_waiting.ring()
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def _run_lane(self, name: str, turn: Turn) -> None:
        heard = work_waiting.rings()
        while not self.stopping.is_set():
            if self._guard(name, turn):
                continue
            heard = work_waiting.wait(heard, app_settings.WORKER_POLL)
        connections.close_all()

    def _guard(self, name: str, turn: Turn) -> bool:
        """A lane outlives everything: an error, a restarted database, a broken connection."""
        try:
            close_old_connections()
            return turn()
        except (OperationalError, InterfaceError) as problem:
            logger.warning("%s: %s; trying again", name, problem)
        except Exception:
            logger.exception("%s failed; trying again", name)
        connections.close_all()
        self.stopping.wait(REST)
        return False


def _show_life() -> bool:
    schedule.show_life()
    return False


_beside: threading.Thread | None = None
_starting = threading.Lock()


def start_worker_thread() -> threading.Thread:
    """The worker in a daemon thread of the process that serves, for a demo or a small site.

    Never inside a request, and only once in a process. Rows are leased: several processes may do it.
    """
    global _beside
    with _starting:
        if _beside is None or not _beside.is_alive():
            _beside = threading.Thread(target=Worker().run, name="community-worker", daemon=True)
            _beside.start()
        return _beside
