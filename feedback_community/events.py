"""The only way to send a domain signal: after the commit, robustly, with failures logged.

What must not be lost with a killed process is recorded before: in the transaction that makes the fact.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger("feedback_community.events")

_recorders: defaultdict[Signal, dict[str, Callable[..., None]]] = defaultdict(dict)


def record(signal: Signal, recorder: Callable[..., None], *, uid: str) -> None:
    """Have `recorder` write each such fact down where it is made; what it raises undoes the act. Registering
    again replaces it."""
    _recorders[signal][uid] = recorder


def emit_on_commit(signal: Signal, sender: type, **facts: Any) -> None:
    """Announce a fact once the surrounding transaction is committed; never if it is rolled back."""
    for recorder in _recorders.get(signal, {}).values():
        recorder(**facts)

    def send() -> None:
        for receiver, outcome in signal.send_robust(sender=sender, **facts):
            if isinstance(outcome, Exception):
                logger.error("Receiver %r failed", receiver, exc_info=outcome)

    transaction.on_commit(send, robust=True)
