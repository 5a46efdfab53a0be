"""`manage.py check_community`: what must always be true of the rows."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback_community.actions.integrity import find_problems


class Command(BaseCommand):
    help = "Looks for marks, counters, mentions, texts and held posts that are not as they must be."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="Put right what is found.")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for problem in find_problems(fix=options["fix"]):
            count += 1
            self.stdout.write(problem)
        if count and not options["fix"]:
            raise CommandError(f"{count} findings. --fix puts them right.")
        if options["verbosity"]:
            self.stdout.write(f"{count} findings put right." if count else "The community is sound.")
