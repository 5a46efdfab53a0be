"""Try the community with many real questions: a folder with `corpus.jsonl` (id, title, body) becomes a forum.

The data stays outside the repository; the folder is named by whoever has it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

#: Fixed, so that a second run makes the same lines. Questions are spread over the two years before.
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = timedelta(days=730)
ASKERS = 200


class Command(BaseCommand):
    help = "Imports the questions of FOLDER/corpus.jsonl (id, title, body) as topics of one forum."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--language", default="en")
        parser.add_argument("--limit", type=int, default=0, help="At most so many questions; 0: all.")
        parser.add_argument(
            "--rebuild-index", action="store_true", help="Rebuild the search index at the end."
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        corpus = folder / "corpus.jsonl"
        if not corpus.is_file():
            raise CommandError(f"There is no file {corpus}.")
        name = slugify(folder.resolve().name) or "questions"
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
            write_lines(file.file, corpus, name, options["language"], options["limit"])
            file.flush()
            started = time.monotonic()
            call_command(
                "import_community",
                file.name,
                source=name,
                people="stub",
                errors="skip",
                rebuild_index=options["rebuild_index"],
                verbosity=options["verbosity"],
            )
        self.stdout.write(f"Took {time.monotonic() - started:.1f} s.")


def write_lines(out: TextIO, corpus: Path, name: str, language: str, limit: int) -> None:
    """The corpus in the import format: one forum, some people by name only, a topic for each question."""
    with corpus.open(encoding="utf-8") as file:
        total = sum(1 for _line in file)
    total = min(total, limit) if limit else total
    for line in lines(corpus, name, language, total):
        out.write(json.dumps(line, ensure_ascii=False) + "\n")


def lines(corpus: Path, name: str, language: str, total: int) -> Iterator[dict[str, Any]]:
    yield {"type": "header", "version": 1}
    for number in range(ASKERS):
        yield {
            "type": "person",
            "id": f"p{number}",
            "handle": f"{name[:20]}-{number}",
            "name": f"Asker {number}",
            "created_at": (NEWEST - SPAN).isoformat(),
        }
    yield {
        "type": "forum",
        "id": "f",
        "slug": f"questions-{name}",
        "name": name,
        "language": language,
        "position": 99,
    }
    with corpus.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number == total:
                return
            entry = json.loads(line)
            yield {
                "type": "topic",
                "id": f"t{entry['id']}",
                "forum": "f",
                "author": f"p{number * 7919 % ASKERS}",
                "topic_type": "question",
                "title": entry["title"],
                "body": entry.get("body", ""),
                "created_at": (NEWEST - SPAN * (total - number) / total).isoformat(),
            }
