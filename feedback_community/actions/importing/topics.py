"""Topics of the file."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from feedback_community.actions.importing import texts
from feedback_community.actions.importing.forums import (
    languages,
    status_key,
    tag_key,
    tag_keys,
)
from feedback_community.actions.importing.keys import MARKS
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Mark, Run, add
from feedback_community.enums import AuthorRole, EventKind, HoldReason, ModerationState
from feedback_community.models import Forum, ModerationItem, TaggedTopic, Topic, TopicEvent


def import_topics(run: Run, records: list[Record]) -> None:
    for record in records:
        _remember_marks(run, record)
    fresh = _of_this_site(run, records)
    tag_keys(run, fresh)
    pairs = [(record, _make(run, record)) for record in fresh if _acceptable(run, record)]
    pairs = texts.fill(run, pairs)
    rows = [row for _record, row in pairs]
    run.made([record for record, _row in pairs], Topic.objects.bulk_create(rows))
    for record in records:
        pk = run.key("topic", record.id)
        if pk is not None and _activity(record) is not None:
            run.timed.add(pk)
    _save_tags(run, pairs)
    _save_history(pairs)
    texts.save_mentions(rows)
    texts.save_versions(rows)
    public = Counter(row.forum_id for row in rows if row.is_published and not row.is_private)
    add(Forum, "topic_count", public)
    run.touched.update(row.pk for row in rows)


def _activity(record: Record) -> Any:
    return record.get("last_activity_at") or record.get("updated_at")


def _remember_marks(run: Run, record: Record) -> None:
    for field in MARKS:
        wanted = record.get(field)
        if wanted is not None:
            run.marks.setdefault(wanted, []).append(Mark(record.id, field, record.line))


def _of_this_site(run: Run, records: list[Record]) -> list[Record]:
    fresh = run.fresh(Topic, records)
    known = run.known("topic", records)
    elsewhere = Topic.objects.filter(pk__in=known).exclude(forum__site=run.site)
    for pk in elsewhere.values_list("pk", flat=True):
        del run.keys["topic"][known[pk].id]
        run.refuse(known[pk], _("this topic belongs to another site; name the source to have it twice"))
    return fresh


def _acceptable(run: Run, record: Record) -> bool:
    if run.missing(record, ("forum", "forum"), ("author", "person")):
        return False
    if status_key(run, record.get("status")) is None:
        run.refuse(record, _("status: neither a kind nor the id of an earlier line"))
        return False
    for name in record.get("tags", []):
        if tag_key(run, name) is None:
            run.refuse(record, _("tags: “%(name)s” cannot be a tag") % {"name": name})
            return False
    return True


def _make(run: Run, record: Record) -> Topic:
    created = record.get("created_at")
    state = record.get("state", ModerationState.PUBLISHED)
    forum = run.key("forum", record.get("forum")) or 0
    return Topic(
        uid=run.uid(record),
        forum_id=forum,
        author_id=run.author(record),
        author_role=record.get("author_role") or run.roles.get(record.get("author"), AuthorRole.MEMBER),
        is_name_hidden=record.get("name_hidden", False),
        topic_type=record.get("topic_type"),
        title=record.get("title"),
        slug=slugify(record.get("title"), allow_unicode=True)[:80],
        language=record.get("language", languages(run).get(forum, "")),
        status_id=status_key(run, record.get("status")) or 0,
        state=state,
        is_private=record.get("private", False),
        public_consent=record.get("public_consent"),
        closed_at=record.get("closed_at"),
        featured_until=record.get("featured_until"),
        created_at=created,
        published_at=record.get("published_at") or (created if state == ModerationState.PUBLISHED else None),
        edited_at=record.get("edited_at"),
        last_activity_at=_activity(record) or created,
    )


def _save_tags(run: Run, pairs: list[tuple[Record, Any]]) -> None:
    TaggedTopic.objects.bulk_create(
        TaggedTopic(content_object=row, tag_id=key)
        for record, row in pairs
        for key in sorted({tag_key(run, name) or 0 for name in record.get("tags", [])})
    )


def _save_history(pairs: list[tuple[Record, Any]]) -> None:
    """The file has no history; a row tells when each topic appeared, and why one was removed."""
    events = [
        TopicEvent(topic=row, kind=EventKind.PUBLISHED, by_id=row.author_id, at=row.published_at)
        for _record, row in pairs
        if row.published_at is not None
    ]
    events += [
        TopicEvent(
            topic=row,
            kind=EventKind.REMOVED,
            at=row.last_activity_at,
            before=ModerationState.PUBLISHED,
            text=record.get("removal_reason", ""),
        )
        for record, row in pairs
        if row.state == ModerationState.REMOVED
    ]
    TopicEvent.objects.bulk_create(events)
    queue_held(pairs)


def queue_held(pairs: list[tuple[Record, Any]]) -> None:
    """What is held must stand in the moderators' queue, or nobody would ever see it."""
    ModerationItem.objects.bulk_create(
        ModerationItem(
            topic_id=row.pk if isinstance(row, Topic) else row.topic_id,
            answer_id=None if isinstance(row, Topic) else row.pk,
            reason=record.get("hold_reason", HoldReason.RULE),
            detail=record.get("hold_detail", ""),
            created_at=row.created_at,
        )
        for record, row in pairs
        if row.state == ModerationState.HELD
    )
