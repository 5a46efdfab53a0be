"""Marks: an icon and a word each, so that nothing is said by colour alone. Made once, printed often."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from feedback_community.enums import ModerationState, StatusKind, TopicType
from feedback_community.models import Status, Topic
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
    found = []
    if topic.official_answer_id:
        found.append(official_mark())
    if topic.solution_id:
        found.append(solution_mark())
    if topic.status.kind != StatusKind.OPEN or topic.status.label:
        found.append(status_mark(topic.status, topic.topic_type))
    if topic.is_private:
        found.append(mark("private", _("Private"), icon_name="lock"))
    if topic.state != ModerationState.PUBLISHED:
        found.append(state_mark(topic.state))
    if topic.closed_at is not None:
        found.append(mark("closed", _("Closed"), icon_name="lock"))
    return mark_safe("".join(found))  # noqa: S308 - each part is escaped above


def state_mark(state: str) -> SafeString:
    icons = {ModerationState.HELD: "clock", ModerationState.REMOVED: "trash"}
    name = icons.get(ModerationState(state), "warning")
    return mark(state, str(ModerationState(state).label), icon_name=name)
