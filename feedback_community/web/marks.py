"""Marks: an icon and a word each, so that nothing is said by colour alone. Made once, printed often."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback_community.enums import ModerationState, StatusKind, TopicType
from feedback_community.models import Status, Topic
from feedback_community.models.status import usual_word
from feedback_community.web.icons import icon


@lru_cache(maxsize=1024)
def mark(name: str, label: str, *, solid: bool = False, icon_name: str = "") -> SafeString:
    """One mark. `name` is its colour, and its icon where no other is named."""
    return format_html(
        '<span class="community-mark community-mark-{}{}">{}{}</span>',
        name,
        " community-mark-solid" if solid else "",
        icon(icon_name or name),
        label,
    )


@lru_cache(maxsize=64)
def type_mark(topic_type: str, label: str) -> SafeString:
    return format_html(
        '<span class="community-type community-type-{}">{}{}</span>', topic_type, icon(topic_type), label
    )


def type_of(topic: Topic) -> SafeString:
    return type_mark(topic.topic_type, str(TopicType(topic.topic_type).label))


def official_mark(*, solid: bool = False) -> SafeString:
    return mark("official", _("Official answer"), solid=solid)


def solution_mark(*, solid: bool = False) -> SafeString:
    return mark("solution", _("Solution"), solid=solid, icon_name="check")


def status_mark(status: Status, topic_type: str) -> SafeString:
    return mark(status.kind, status.label_for(topic_type))


def marks_of(topic: Topic) -> SafeString:
    """What a reader should see at a glance: answered by the company, solved, and where it stands."""
    status = topic.status
    return marks_of_row(topic, get_language(), status.kind, status.label)


def marks_of_row(row: Any, language: str | None, kind: str = "", label: str = "") -> SafeString:
    """The same of a plain row, which holds kind and label of the status itself."""
    return _marks(
        language,
        row.topic_type,
        kind or row.kind,
        label if kind else row.label,
        row.state,
        row.official_answer_id is not None,
        row.solution_id is not None,
        row.is_private,
        row.closed_at is not None,
    )


@lru_cache(maxsize=2048)
def _marks(
    language: str | None,
    topic_type: str,
    kind: str,
    label: str,
    state: str,
    official: bool,
    solved: bool,
    private: bool,
    closed: bool,
) -> SafeString:
    """Made once for each combination and language: the words are looked up in every row otherwise."""
    found = []
    if official:
        found.append(official_mark())
    if solved:
        found.append(solution_mark())
    if kind != StatusKind.OPEN or label:
        found.append(mark(kind, label or usual_word(kind, topic_type)))
    if private:
        found.append(mark("private", _("Private"), icon_name="lock"))
    if state != ModerationState.PUBLISHED:
        found.append(state_mark(state))
    if closed:
        found.append(mark("closed", _("Closed"), icon_name="lock"))
    return mark_safe("".join(found))  # noqa: S308 - each part is escaped above


def state_mark(state: str) -> SafeString:
    icons = {ModerationState.HELD: "clock", ModerationState.REMOVED: "trash"}
    name = icons.get(ModerationState(state), "warning")
    return mark(state, str(ModerationState(state).label), icon_name=name)
