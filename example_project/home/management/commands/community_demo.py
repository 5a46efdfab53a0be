"""The demo's community: load it once, or clean it away."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from example_project.home.community import is_loaded, load_community, remove_community

REBUILD = "rebuild_community_index"


class Command(BaseCommand):
    help = "Loads the demo community (once), or removes it with --remove."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Delete all that the demo brought.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            numbers = ", ".join(f"{n} {kind}" for kind, n in remove_community().items())
            self.stdout.write(f"Removed: {numbers}.")
            return
        if is_loaded():
            self.stdout.write("The demo community is there already; nothing was changed.")
            return
        can_rebuild = REBUILD in get_commands()
        report = load_community(announce=not can_rebuild)
        self.stdout.write(f"Loaded {report.created['topic']} topics and {report.created['answer']} answers.")
        if can_rebuild:
            call_command(REBUILD, verbosity=options["verbosity"])
