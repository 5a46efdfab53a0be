"""`manage.py import_community FILE`: see docs/how-to/import-and-export.md."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from feedback_community.actions.counters import refresh_trending
from feedback_community.actions.exporting.files import folder_of
from feedback_community.actions.importing.run import import_file
from feedback_community.actions.importing.state import Options, Report
from feedback_community.exceptions import ImportRefused
from feedback_community.management.sites import find_site

REBUILD = "rebuild_community_index"


def source_name(value: str) -> str:
    name = value.removesuffix(":")
    if value and not re.fullmatch(r"[\w-]{1,30}", name):
        raise argparse.ArgumentTypeError("up to 30 letters, digits and dashes")
    return name


class Command(BaseCommand):
    help = (
        "Imports people, forums, topics, answers, votes and subscriptions from a JSON Lines file. "
        "Run again, it takes only what is missing; nobody is mailed about what it brings."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--site", default="", help="Host name (with port if needed). Default: the default site."
        )
        parser.add_argument(
            "--source",
            type=source_name,
            default="",
            metavar="NAME:",
            help="Put before every id, so that two sources may use the same ids.",
        )
        parser.add_argument(
            "--people",
            choices=["match", "create", "stub"],
            default="match",
            help="match: with people of this site by e-mail or handle, others become names; "
            "create: others get an account without a password; stub: all become names.",
        )
        parser.add_argument(
            "--errors",
            choices=["refuse", "skip"],
            default="refuse",
            help="refuse: take nothing of a file with a bad line; skip: leave bad lines out.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Do all of it and take it back.")
        parser.add_argument(
            "--rebuild-index",
            action="store_true",
            help="Rebuild the search index at the end instead of announcing every topic to it.",
        )
        parser.add_argument(
            "--with-predicates",
            action="store_true",
            help="Accept forums whose visibility is decided by a function that the file names.",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        site = find_site(options["site"])
        chosen = Options(
            source=options["source"],
            people=options["people"],
            errors=options["errors"],
            dry_run=options["dry_run"],
            announce=not options["rebuild_index"],
            with_predicates=options["with_predicates"],
            files=folder_of(file),
        )
        quiet = True if options["verbosity"] == 0 else None
        with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=quiet) as bar:
            try:
                report = import_file(
                    file, site=site, options=chosen, progress=lambda position: bar.update(position - bar.n)
                )
            except ImportRefused as error:
                raise CommandError(f"Line {error.line}: {error.message}") from None
        self.tell(report, options)
        if report.refused:
            raise CommandError(
                "The file was refused. What earlier lines brought stays; run it again when mended."
            )
        if not chosen.dry_run:
            refresh_trending()
            if options["rebuild_index"] and REBUILD in get_commands():
                call_command(REBUILD, verbosity=options["verbosity"])

    def tell(self, report: Report, options: dict[str, Any]) -> None:
        for problem in report.problems:
            self.stderr.write(f"line {problem.line}: {problem.message}")
        if options["verbosity"] > 1:
            for notice in report.notices:
                self.stdout.write(f"line {notice.line}: {notice.message}")
        if options["verbosity"] == 0:
            return
        kinds = [*report.created, *report.known, *report.skipped]
        for kind in dict.fromkeys(kinds):
            numbers = (report.created[kind], report.known[kind], report.skipped[kind])
            self.stdout.write(f"{kind:13}{numbers[0]:8} new {numbers[1]:8} known {numbers[2]:8} left out")
        self.stdout.write(
            f"{report.problem_count} bad lines, {report.notice_count} remarks (-v 2 shows them)"
        )
        if options["dry_run"]:
            self.stdout.write("Nothing was kept: this was a dry run.")
