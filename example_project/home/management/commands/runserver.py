"""Serve the site with the community's worker beside it, so that nobody starts a second command."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as StaticRunserver

from feedback_community.outbox.worker import start_worker_thread


class Command(StaticRunserver):
    def inner_run(self, *args: Any, **options: Any) -> None:
        # Here and not in AppConfig.ready(): only the process that serves may start the thread.
        start_worker_thread()
        super().inner_run(*args, **options)
