"""Texts of a batch made ready: each rendered once, people mentioned found in one query for all."""

from __future__ import annotations

import re
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
    bodies = {record.id: _renamed(run, record.get("body", "")) for record, _row in pairs}
    handles = {id_: _handles(body) for id_, body in bodies.items()}
    people = _people({handle for found in handles.values() for handle in found})
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
            _fill(row, bodies[record.id], shown)
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


def _renamed(run: Run, source: str) -> str:
    """People whose handle is taken here got another one; their mentions follow them."""
    if "@" not in source:
        return source
    for handle in markup.extract_handles(source):
        if handle in run.renamed:
            mention = rf"(?<![\w@/.+-])@{re.escape(handle)}(?![\w@-])"
            source = re.sub(mention, f"@{run.renamed[handle]}", source, flags=re.IGNORECASE)
    return source


def _people(handles: set[str]) -> dict[str, Member]:
    rows = Member.objects.with_user().filter(handle__in=handles) if handles else ()
    return {member.handle: member for member in rows}


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
