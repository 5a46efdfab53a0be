"""Tell a consumer in this process that there is work. Nothing is lost when nobody listens."""

from __future__ import annotations

import threading

work_waiting = threading.Event()


def wake() -> None:
    work_waiting.set()
