"""A task of `django.tasks` that wakes a consumer where the site runs a task worker.

It carries nothing: the truth is in our rows, and whoever wakes finds them there.
"""

from __future__ import annotations

import logging

from feedback_community.conf import app_settings
from feedback_community.outbox import worker

try:
    from django.tasks import task
except ImportError:  # Django 5.2
    from django_tasks import task  # type: ignore[no-redef]

logger = logging.getLogger("feedback_community.outbox")


@task
def drain_outbox() -> None:
    """Do what is due now."""
    worker.run_once()


def wake_by_task() -> None:
    """Enqueue the task, if the site asked for it. Never fails: the worker's loop is the guarantee."""
    if not app_settings.WAKE_BY_TASK:
        return
    try:
        # The immediate backend would send mails inside the request.
        if type(drain_outbox.get_backend()).__name__ != "ImmediateBackend":
            drain_outbox.enqueue()
    except Exception:
        logger.exception("The task that wakes the worker could not be enqueued")
