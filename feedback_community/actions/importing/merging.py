"""Merges and splits of the file: nothing is moved, the other lines say where everything stands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Run, add
from feedback_community.enums import ModerationState
from feedback_community.models import AnswerSplit, Merge, Topic


def import_merges(run: Run, records: list[Record]) -> None:
    rows = []
    taken: set[Any] = set(
        Merge.objects.filter(duplicate__in=_keys(run, "duplicate", records)).values_list("duplicate")
    )
    for record in run.fresh(Merge, records):
        if run.missing(record, ("duplicate", "topic"), ("survivor", "topic"), ("by", "person")):
            continue
        duplicate = run.key("topic", record.get("duplicate"))
        if duplicate == run.key("topic", record.get("survivor")) or (duplicate,) in taken:
            run.refuse(record, _("duplicate: a topic is merged into one other topic, once"))
            continue
        taken.add((duplicate,))
        rows.append((record, _merge(run, record)))
    run.made([record for record, _row in rows], Merge.objects.bulk_create(row for _record, row in rows))
    add(Topic, "merge_count", Counter(row.survivor_id for _record, row in rows))
    duplicates = run.cache.setdefault("duplicates", {})
    for record in records:
        duplicates[record.id] = run.key("topic", record.get("duplicate"))


def _keys(run: Run, key: str, records: list[Record]) -> list[int]:
    return [pk for record in records if (pk := run.key("topic", record.get(key))) is not None]


def _merge(run: Run, record: Record) -> Merge:
    displaced = record.get("displaced", {})
    prefix = f"{run.options.source}:" if run.options.source else ""
    return Merge(
        uid=run.uid(record),
        duplicate_id=run.key("topic", record.get("duplicate")) or 0,
        survivor_id=run.key("topic", record.get("survivor")) or 0,
        by_id=run.author(record, "by"),
        created_at=record.get("created_at") or timezone.now(),
        displaced={mark: f"{prefix}{uid}" if uid else None for mark, uid in displaced.items()},
    )


def import_splits(run: Run, records: list[Record]) -> None:
    rows = []
    for record in run.fresh(AnswerSplit, records):
        if run.missing(record, ("answer", "answer"), ("topic", "topic"), ("by", "person")):
            continue
        row = AnswerSplit(
            uid=run.uid(record),
            answer_id=run.key("answer", record.get("answer")) or 0,
            topic_id=run.key("topic", record.get("topic")) or 0,
            by_id=run.author(record, "by"),
            created_at=record.get("created_at") or timezone.now(),
            undone_at=record.get("undone_at"),
        )
        rows.append((record, row))
    run.made([record for record, _row in rows], AnswerSplit.objects.bulk_create(row for _record, row in rows))


def marks_of_duplicate(run: Run, record: Record, row: Any, topic: str, field: str) -> bool:
    """Set a mark that a merged topic had on an answer which stands in the survivor. Returns whether."""
    duplicate = run.key("topic", topic)
    if not record.get("merge") or run.cache.get("duplicates", {}).get(record.get("merge")) != duplicate:
        return False
    Topic.objects.filter(pk=duplicate or 0, state=ModerationState.MERGED).update(**{f"{field}_id": row.pk})
    return True


def merge_key(run: Run, record: Record) -> int | None:
    """The merge that a line names: of an answer that moved, of a copied vote or wish."""
    return run.key("merge", record.get("merge"))
