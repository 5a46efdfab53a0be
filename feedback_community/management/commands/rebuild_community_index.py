"""`manage.py rebuild_community_index`: a new search index beside the old one, then a switch."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from feedback_community.search.errors import IndexBusy
from feedback_community.search.indexing import documents_to_index, rebuild_index


class Command(BaseCommand):
    help = (
        "Builds the search index of the community again. The old one serves until the new one is complete, "
        "and changes made meanwhile are in the new one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            bar.update(count)

        with tqdm(total=documents_to_index(), unit=" documents", disable=quiet or None) as bar:
            try:
                rebuild_index(advance)
            except IndexBusy as error:
                raise CommandError(
                    "The index is being written by another process. Try again later."
                ) from error
        if not quiet:
            self.stdout.write(f"The index holds {done} documents.")
