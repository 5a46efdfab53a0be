"""Tell the worker in this process that there is work. Nothing is lost when nobody listens."""

from __future__ import annotations

import threading


class WakeUp:
    """An event for several listeners: each sees every ring, also one that came while it worked."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        with self._changed:
            self._rings += 1
            self._changed.notify_all()

    def rings(self) -> int:
        return self._rings

    def wait(self, heard: int, timeout: float) -> int:
        """Until it rings more often than `heard`, or for `timeout` seconds. Returns the rings so far."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings > heard, timeout)
            return self._rings


work_waiting = WakeUp()


def wake() -> None:
    work_waiting.ring()
