"""Texts of a batch made ready: each rendered once, people mentioned found in one query for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import reversion
from django.utils.translation import gettext as _

from feedback_community import markup
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Run
from feedback_community.actions.texts import fill_text, shown_person
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Answer, Forum, Member, Mention, Topic
from feedback_community.permissions.policy import get_policy

Content = Topic | Answer


def fill(run: Run, pairs: Sequence[tuple[Record, Any]]) -> list[tuple[Record, Any]]:
    """Fill the text columns of these unsaved rows; lines whose text cannot be rendered are refused.

    An answer's `topic` must be set. The people mentioned are kept on the row as `mentioned`.
    """
    handles = {record.id: _handles(record.get("body", "")) for record, _row in pairs}
    people = _people(run, {handle for found in handles.values() for handle in found})
    good: list[tuple[Record, Any]] = []
    for record, row in pairs:
        row.mentioned = [
            people[handle] for handle in handles[record.id] if _may(run, people.get(handle), row)
        ]
        shown = {
            handle: shown_person(people[handle])
            for handle in handles[record.id]
            if people.get(handle) in row.mentioned
        }
        try:
            _fill(row, record.get("body", ""), shown)
        except ContentRejected as error:
            run.refuse(record, _("body: %(problem)s") % {"problem": error.message})
        else:
            good.append((record, row))
    return good


def _fill(row: Content, source: str, shown: dict[str, markup.Person]) -> None:
    if source.strip():
        fill_text(row, source, shown)
        return
    # Questions of other systems may be a title only.
    row.body = source
    row.body_html = row.body_text = row.excerpt = ""
    row.renderer_version = markup.RENDERER_VERSION


def _handles(source: str) -> tuple[str, ...]:
    return markup.extract_handles(source) if "@" in source else ()


def _people(run: Run, handles: set[str]) -> dict[str, Member]:
    renamed = {handle: run.renamed[handle] for handle in handles if handle in run.renamed}
    direct = handles - renamed.keys()
    rows = Member.objects.with_user()
    found = {member.handle: member for member in rows.filter(handle__in=direct)} if direct else {}
    if renamed:
        by_key = rows.in_bulk(list(renamed.values()))
        found |= {handle: by_key[pk] for handle, pk in renamed.items() if pk in by_key}
    return found


def _may(run: Run, member: Member | None, row: Content) -> bool:
    """Only people who may read the topic can be mentioned; asked once per person and forum."""
    if member is None or member.is_anonymised:
        return False
    topic = row if isinstance(row, Topic) else row.topic
    if member.user_id is None or member.pk == topic.author_id:
        return True
    answers: dict[tuple[int, int, bool], bool] = run.cache.setdefault("may", {})
    asked = (member.pk, topic.forum_id, topic.is_private)
    if asked not in answers:
        forums: dict[int, Forum] = run.cache.setdefault("forums", {})
        if topic.forum_id not in forums:
            forums[topic.forum_id] = Forum.objects.select_related("site").get(pk=topic.forum_id)
        forum = forums[topic.forum_id]
        policy = get_policy()
        sees = forum.pk in policy.visible_forum_ids(member.user, run.site)
        answers[asked] = sees and (not topic.is_private or policy.is_staff(member.user, forum))
    return answers[asked]


def save_mentions(rows: Iterable[Any]) -> None:
    Mention.objects.bulk_create(
        (
            Mention(
                member=member,
                topic_id=row.pk if isinstance(row, Topic) else row.topic_id,
                answer_id=None if isinstance(row, Topic) else row.pk,
            )
            for row in rows
            for member in dict.fromkeys(row.mentioned)
        ),
        ignore_conflicts=True,
    )


def save_versions(rows: Iterable[Any]) -> None:
    """The texts as they came, so that an edit can be compared with them and taken back."""
    with reversion.create_revision():
        reversion.set_comment("import")
        for row in rows:
            reversion.add_to_revision(row)
