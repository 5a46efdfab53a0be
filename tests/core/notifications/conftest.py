from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from feedback_community.models import Notification
from feedback_community.outbox import worker
from tests import smtp


@pytest.fixture
def sink(settings: Any) -> Iterator[smtp.Sink]:
    """A real mail server that this site sends to. Official answers do not wait unless a test says so."""
    settings.FEEDBACK_COMMUNITY = {**getattr(settings, "FEEDBACK_COMMUNITY", {}), "MAIL_DELAY": 0}
    found = smtp.Sink()
    with smtp.running(found) as port:
        smtp.use(settings, port)
        yield found


@pytest.fixture
def work() -> Callable[[], None]:
    """What the worker does for deliveries and mails, here and now."""

    def run() -> None:
        worker.run_once(frozenset({"notifications", "mail"}))

    return run


@pytest.fixture
def later(work: Callable[[], None]) -> Callable[[], None]:
    """The worker some hours later: what was gathered is due, leases have ended."""

    def run() -> None:
        work()
        past = timezone.now() - timedelta(hours=1)
        Notification.objects.update(due_at=past, leased_until=None)
        work()

    return run
