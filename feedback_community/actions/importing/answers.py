"""Answers of the file, with the marks that topics wish for them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from feedback_community.actions.importing import texts
from feedback_community.actions.importing.merging import marks_of_duplicate, merge_key
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Mark, Run, add, latest
from feedback_community.actions.importing.topics import queue_held
from feedback_community.comments import bulk
from feedback_community.enums import AuthorRole, EventKind, ModerationState
from feedback_community.models import Answer, Member, Topic, TopicEvent

EVENTS = {"official_answer": EventKind.OFFICIAL_SET, "solution": EventKind.SOLUTION_SET}


def import_answers(run: Run, records: list[Record]) -> None:
    fresh = run.fresh(Answer, records)
    pairs = _make_all(run, [record for record in fresh if _acceptable(run, record)])
    pairs = texts.fill(run, pairs)
    pairs = _drop_orphans(run, pairs)
    if not pairs:
        return
    rows = [row for _record, row in pairs]
    bulk.create_comments(rows)
    _save(run, pairs)
    queue_held(pairs)
    texts.save_mentions(rows)
    texts.save_versions(rows)
    add(Topic, "answer_count", Counter(row.topic_id for row in rows if row.is_published))
    _move_activity(run, rows)
    _set_marks(run, pairs)
    run.touched.update(row.topic_id for row in rows)


def _acceptable(run: Run, record: Record) -> bool:
    return not run.missing(record, ("topic", "topic"), ("author", "person"), ("merge", "merge"))


def _make_all(run: Run, records: list[Record]) -> list[tuple[Record, Any]]:
    """Unsaved rows with topic, author and parent fetched: one query for each of the three."""
    # Locked, because the thread's numbers and counters are about to move.
    topics = Topic.objects.select_for_update().order_by("pk").in_bulk(_keys(run, "topic", "topic", records))
    members = Member.objects.in_bulk(_keys(run, "person", "author", records))
    parents = Answer.objects.select_related("parent").in_bulk(_keys(run, "answer", "parent", records))
    rows: dict[str, Answer] = {}
    for record in records:
        given = record.get("parent")
        parent = rows.get(given) or parents.get(run.key("answer", given) or 0)
        row = _make(run, record)
        row.topic = topics[run.key("topic", record.get("topic"))]
        row.author = members.get(run.author(record) or 0)
        row.merge_id = merge_key(run, record)
        # Two levels: an answer to a reply stands beside it.
        row.parent = (parent.parent or parent) if parent is not None else None
        row.wants_parent = given is not None
        rows[record.id] = row
    return [(record, rows[record.id]) for record in records]


def _keys(run: Run, kind: str, key: str, records: list[Record]) -> list[int]:
    found = {run.key(kind, record.get(key)) for record in records}
    return sorted(pk for pk in found if pk is not None)


def _make(run: Run, record: Record) -> Any:
    created = record.get("created_at")
    state = record.get("state", ModerationState.PUBLISHED)
    return Answer(
        uid=run.uid(record),
        author_role=record.get("author_role") or run.roles.get(record.get("author"), AuthorRole.MEMBER),
        is_name_hidden=record.get("name_hidden", False),
        state=state,
        removal_reason=record.get("removal_reason", ""),
        created_at=created,
        published_at=record.get("published_at") or (created if state == ModerationState.PUBLISHED else None),
        edited_at=record.get("edited_at"),
    )


def _drop_orphans(run: Run, pairs: list[tuple[Record, Any]]) -> list[tuple[Record, Any]]:
    """Replies go where the answer they reply to went."""
    kept: set[int] = set()
    good: list[tuple[Record, Any]] = []
    for record, row in pairs:
        parent = row.parent
        if row.wants_parent and (parent is None or (parent.pk is None and id(parent) not in kept)):
            run.refuse(
                record,
                _("%(key)s: the line of “%(id)s” was not taken")
                % {"key": "parent", "id": record.get("parent")},
            )
            continue
        kept.add(id(row))
        good.append((record, row))
    return good


def _save(run: Run, pairs: list[tuple[Record, Any]]) -> None:
    """All in the order of the file; replies to answers of the same batch are tied on afterwards."""
    rows = [row for _record, row in pairs]
    later = {id(row): row.parent for row in rows if row.parent is not None and row.parent.pk is None}
    for row in rows:
        if id(row) in later:
            row.parent = None
    run.made([record for record, _row in pairs], Answer.objects.bulk_create(rows))
    tied = [row for row in rows if id(row) in later]
    for row in tied:
        row.parent = later[id(row)]
    Answer.objects.bulk_update(tied, ["parent"])


def _move_activity(run: Run, rows: list[Any]) -> None:
    moved: dict[int, datetime] = {}
    topics: dict[int, Topic] = {}
    for row in rows:
        if row.is_published and row.topic_id not in run.timed:
            topics[row.topic_id] = row.topic
            moved[row.topic_id] = latest(moved.get(row.topic_id), row.created_at)
    late = [topic for pk, topic in topics.items() if moved[pk] > topic.last_activity_at]
    for topic in late:
        topic.last_activity_at = moved[topic.pk]
    Topic.objects.bulk_update(late, ["last_activity_at"])


def _set_marks(run: Run, pairs: list[tuple[Record, Any]]) -> None:
    """With the answer and in its transaction: who runs the file again does not undo what staff changed."""
    changed: dict[int, Topic] = {}
    events: list[TopicEvent] = []
    for record, row in pairs:
        for mark in run.marks.get(record.id, []):
            if marks_of_duplicate(run, record, row, mark.topic, mark.field):
                continue
            if not _markable(run, mark, row):
                run.refuse(
                    Record(mark.line, "topic", mark.topic, {}),
                    _("%(key)s: only a published answer of this topic can be marked") % {"key": mark.field},
                )
                continue
            topic = changed.setdefault(row.topic_id, row.topic)
            setattr(topic, f"{mark.field}_id", row.pk)
            events.append(
                TopicEvent(
                    topic=topic, answer=row, kind=EVENTS[mark.field], at=row.created_at, after=str(row.pk)
                )
            )
    for field in EVENTS:
        Topic.objects.bulk_update(
            [topic for topic in changed.values() if getattr(topic, f"{field}_id")], [field]
        )
    TopicEvent.objects.bulk_create(events)


def _markable(run: Run, mark: Mark, row: Answer) -> bool:
    return row.topic_id == run.key("topic", mark.topic) and row.is_published
