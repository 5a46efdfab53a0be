"""`manage.py recalculate_reputation`: everything again from the rows."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from feedback_community.reputation.actions.recounts import recalculate


class Command(BaseCommand):
    help = "Derives ledger, points, ranks, badges and leaderboards again. Changes nothing that is right."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--restart",
            action="store_true",
            help="From the beginning, also where an earlier run was stopped.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit=" rows", file=self.stderr, disable=not sys.stderr.isatty()) as bar:

            def show(step: str, last: int, top: int) -> None:
                bar.set_description(step)
                bar.total, bar.n = top, last
                bar.refresh()

            wrong = recalculate(show if options["verbosity"] else None, restart=options["restart"])
        for name, count in sorted(wrong.items()):
            self.stdout.write(f"{name}: {count} put right")
        if not wrong and options["verbosity"]:
            self.stdout.write("Everything was right.")
