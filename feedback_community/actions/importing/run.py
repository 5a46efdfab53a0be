"""One run of the import: check the file, then take it batch by batch.

Each batch is one transaction and each line has a kept id, so a run that was killed is simply run again.
Nobody is told: no mails, no signals, no notifications. Only the search index hears of the new topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import transaction

from feedback_community import limits
from feedback_community.actions.importing.answers import import_answers
from feedback_community.actions.importing.files import import_files
from feedback_community.actions.importing.following import (
    import_links,
    import_subscriptions,
    import_votes,
)
from feedback_community.actions.importing.forums import (
    import_forums,
    import_statuses,
    import_tags,
)
from feedback_community.actions.importing.keys import KINDS
from feedback_community.actions.importing.merging import import_merges, import_splits
from feedback_community.actions.importing.people import import_people
from feedback_community.actions.importing.reader import Problem, Reader
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Options, Report, Run
from feedback_community.actions.importing.topics import import_topics
from feedback_community.exceptions import ImportRefused
from feedback_community.outbox import queue

HANDLERS: dict[str, Callable[[Run, list[Record]], None]] = {
    "status": import_statuses,
    "tag": import_tags,
    "person": import_people,
    "forum": import_forums,
    "topic": import_topics,
    "merge": import_merges,
    "answer": import_answers,
    "split": import_splits,
    "vote": import_votes,
    "subscription": import_subscriptions,
    "link": import_links,
    "attachment": import_files,
}

Progress = Callable[[int], None]


def import_file(
    path: Path, *, site: Any, options: Options | None = None, progress: Progress | None = None
) -> Report:
    """Import a file into a site. `progress` is told how many bytes have been read, once per batch.

    Raises ImportRefused for a file that is none of ours. Where bad lines are refused, the whole file is
    checked first and nothing is taken if a line is bad; `Report.refused` says so.
    """
    options = options or Options()
    run = Run(site=site, options=options)
    if options.errors == "refuse" and not _check(path, run.report):
        return run.report
    with transaction.atomic() if options.dry_run else nullcontext():
        try:
            _take(path, run, progress)
        except ImportRefused as error:
            run.report.problem(error.line, error.message)
            run.report.refused = True
        if options.dry_run:
            transaction.set_rollback(True)
    return run.report


def _check(path: Path, report: Report) -> bool:
    for found in Reader(path):
        if isinstance(found, Problem):
            report.problem(found.line, found.message)
    report.refused = report.problem_count > 0
    return not report.refused


def _take(path: Path, run: Run, progress: Progress | None) -> None:
    reader = Reader(path, shift=run.options.shift)
    for batch in _batches(reader, run):
        take_batch(run, batch)
        if progress:
            progress(reader.position)


def _batches(reader: Reader, run: Run) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for found in reader:
        if isinstance(found, Problem):
            run.report.problem(found.line, found.message)
            continue
        batch.append(found)
        if len(batch) == limits.IMPORT_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def take_batch(run: Run, batch: list[Record]) -> None:
    """Lines of any types: taken type by type, because a line refers only to types before its own."""
    run.touched.clear()
    for kind in KINDS:
        records = [record for record in batch if record.kind == kind]
        if records:
            HANDLERS[kind](run, records)
    if run.options.announce and run.touched:
        queue.reindex_many(sorted(run.touched))
