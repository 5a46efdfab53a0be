"""`manage.py export_community FILE`: see docs/how-to/import-and-export.md."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from feedback_community.actions.exporting.files import FileFolder, folder_of
from feedback_community.actions.exporting.run import export_lines
from feedback_community.management.sites import find_site


class Command(BaseCommand):
    help = (
        "Writes a site's community as JSON Lines, private and held posts included. "
        "The file appears under its name only when it is complete, readable by its owner alone."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="Where to write; - for standard output.")
        parser.add_argument("--site", default="", help="Host name. Default: the default site.")
        parser.add_argument(
            "--with-emails", action="store_true", help="Write e-mail addresses too (never passwords)."
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        site, with_emails = find_site(options["site"]), options["with_emails"]
        if file == "-":
            for line in export_lines(site, with_emails=with_emails):
                self.stdout.write(line, ending="")
            return
        target = Path(file)
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        files = FileFolder(folder_of(target))
        lines = export_lines(site, with_emails=with_emails, files=files)
        # mkstemp makes it readable by its owner alone.
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
                quiet = True if options["verbosity"] == 0 else None
                out.writelines(tqdm(lines, unit=" lines", disable=quiet))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for uid, reason in files.lost:
            self.stderr.write(f"The attached file {uid} could not be read and is left out: {reason}")
        if options["verbosity"]:
            self.stdout.write(f"Wrote {target}.")
            if files.kept:
                self.stdout.write(f"{files.kept} attached files are in {files.folder}: they belong together.")
