"""`community_worker`: mails, search index and periodic work, until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback_community.outbox import worker

#: Seconds the lanes have to end what they are at; a mail server may take its time.
PATIENCE = 30.0


class Command(BaseCommand):
    help = "Sends mails, updates the search index and does periodic work. Several may run at a time."
    # A search engine that cannot be loaded must not keep the mails from leaving.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due, then end.")
        parser.add_argument(
            "--only", action="append", metavar="LANE", help="Only this lane; may be repeated (with --once)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._show_log(options["verbosity"])
        names = frozenset(options["only"] or ())
        if unknown := names - set(worker.lanes()):
            known = ", ".join(worker.lanes())
            raise CommandError(f"Unknown lane: {', '.join(sorted(unknown))}. There are: {known}.")
        if options["once"]:
            worker.run_once(names or None)
        elif names:
            raise CommandError("--only needs --once.")
        else:
            self._loop()

    def _show_log(self, verbosity: int) -> None:
        """Our lines on standard error, unless the site has its own place for them."""
        logger = logging.getLogger("feedback_community")
        if verbosity and not logger.hasHandlers():
            handler = logging.StreamHandler(self.stderr)
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG if verbosity > 1 else logging.INFO)

    def _loop(self) -> None:
        work = worker.Worker()

        def stop(number: int, frame: FrameType | None) -> None:
            if work.stopping.is_set():
                sys.exit(1)  # Asked twice: at once. Leases bring back what was in hand.
            work.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        self.stdout.write("Working. Stop with Ctrl+C.")
        self.stdout.flush()
        work.run()
        self.stdout.write("Stopping ...")
        if not work.join(PATIENCE):
            self.stdout.write("Something still hangs; its lease will bring it back.")
        self.stdout.write("Stopped.")
