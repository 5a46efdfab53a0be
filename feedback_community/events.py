"""The only way to send a domain signal: after the commit, robustly, with failures logged."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger("feedback_community.events")


def emit_on_commit(signal: Signal, sender: type, **facts: Any) -> None:
    """Announce a fact once the surrounding transaction is committed; never if it is rolled back."""

    def send() -> None:
        for receiver, outcome in signal.send_robust(sender=sender, **facts):
            if isinstance(outcome, Exception):
                logger.error("Receiver %r failed", receiver, exc_info=outcome)

    transaction.on_commit(send, robust=True)
