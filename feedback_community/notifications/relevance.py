"""Asked at the moment a mail leaves: may this person read it, does the person still want it, is it
still true? Everything is read afresh; nothing that was known when it happened counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from feedback_community.enums import EventKind, NotificationKind, Timing
from feedback_community.models import Answer, Member, Mention, Notification, Topic, TopicEvent
from feedback_community.notifications.bounces import paused_until
from feedback_community.notifications.recipients import levels_of
from feedback_community.notifications.types import Levels
from feedback_community.people import GuestVisitor, remember
from feedback_community.permissions.policy import CommunityPolicy, get_policy


@dataclass(frozen=True)
class Reading:
    """One reader and one topic as they are now, and what the rows of the mail refer to."""

    member: Member
    topic: Topic
    levels: Levels
    answers: dict[int, Answer]
    events: dict[int, TopicEvent]
    policy: CommunityPolicy

    @cached_property
    def user(self) -> Any:
        return self.member.user or GuestVisitor(self.member)

    @cached_property
    def may_hear(self) -> bool:
        return self.policy.can_hear_of(self.user, self.topic)

    @cached_property
    def newest(self) -> dict[str, int]:
        """The latest event of each kind that a later one of its kind makes untrue."""
        kinds = (EventKind.OFFICIAL_SET, EventKind.SOLUTION_SET, EventKind.STATUS_CHANGED)
        rows = self.topic.events.filter(kind__in=kinds).order_by("pk").values_list("kind", "pk")
        return dict(rows)

    def answer_of(self, row: Notification) -> Answer | None:
        return self.answers.get(row.answer_id) if row.answer_id else None

    def event_of(self, row: Notification) -> TopicEvent | None:
        return self.events.get(row.data.get("event", 0))


def read_afresh(rows: Sequence[Notification]) -> Reading | None:
    """What the rows (of one recipient and topic) are about; None when the reader cannot be written to."""
    member = Member.objects.reachable().with_user().filter(pk=rows[0].recipient_id).first()
    topic = (
        Topic.objects.select_related("forum__site", "status", "author__user")
        .filter(pk=rows[0].topic_id or 0)
        .first()
    )
    address = address_of(member) if member is not None else ""
    if member is None or topic is None or not address or paused_until(address) is not None:
        return None
    if member.user is not None:
        remember(member.user, member)
    answers = Answer.objects.select_related("author__user").in_bulk(
        {row.answer_id for row in rows if row.answer_id}
    )
    events = TopicEvent.objects.in_bulk({row.data["event"] for row in rows if "event" in row.data})
    levels = levels_of(topic, [member.pk], {row.kind for row in rows})[member.pk]
    return Reading(member, topic, levels, answers, events, get_policy())


def address_of(member: Member) -> str:
    """Where mails to the member go; "" when there is none. Shown nowhere."""
    user: Any = member.user
    if user is None:
        guest = getattr(member, "guest", None)
        return guest.address if guest is not None else ""
    return str(getattr(user, user.get_email_field_name(), "") or "").strip()


def reason_against(row: Notification, reading: Reading) -> str:
    """Why the row is not mailed, in a word for staff; "" when it is."""
    if not reading.levels.wants(row.kind):
        return "not wanted any more"
    if reading.levels.mail_timing(row.kind) == Timing.NEVER:
        return "not wanted by mail"
    if not _may_read(row, reading):
        return "may not read it"
    still_true = _STILL_TRUE.get(row.kind)
    if still_true is not None and not still_true(row, reading):
        return "no longer true"
    return ""


def _may_read(row: Notification, reading: Reading) -> bool:
    """Own posts that wait or were refused are read by their author only; all else is in the lists."""
    if row.kind == NotificationKind.DECIDED:
        answer = reading.answer_of(row)
        author_id = reading.topic.author_id if answer is None else answer.author_id
        return author_id == reading.member.pk and reading.policy.can_see_topic(reading.user, reading.topic)
    if row.kind == NotificationKind.CONSENT:
        return reading.may_hear and reading.policy.can_consent(reading.user, reading.topic)
    if row.answer_id is None:
        return reading.may_hear
    answer = reading.answer_of(row)
    in_thread = answer is not None and answer.is_published and answer.topic_id == reading.topic.pk
    return in_thread and reading.may_hear


def _official_stands(row: Notification, reading: Reading) -> bool:
    newest = reading.newest.get(EventKind.OFFICIAL_SET) == row.data.get("event")
    return newest and reading.topic.official_answer_id == row.answer_id


def _solution_stands(row: Notification, reading: Reading) -> bool:
    newest = reading.newest.get(EventKind.SOLUTION_SET) == row.data.get("event")
    return newest and reading.topic.solution_id == row.answer_id


def _status_stands(row: Notification, reading: Reading) -> bool:
    return reading.newest.get(EventKind.STATUS_CHANGED) == row.data.get("event")


def _mention_stands(row: Notification, reading: Reading) -> bool:
    mentions = Mention.objects.filter(member=reading.member, topic=reading.topic, answer=row.answer_id)
    return mentions.exists()


def _is_asked(row: Notification, reading: Reading) -> bool:
    return reading.topic.public_consent is None


def _is_merged(row: Notification, reading: Reading) -> bool:
    event = reading.event_of(row)
    return event is not None and reading.topic.merges.filter(duplicate=int(event.after)).exists()


_STILL_TRUE: dict[str, Callable[[Notification, Reading], bool]] = {
    NotificationKind.OFFICIAL_ANSWER: _official_stands,
    NotificationKind.SOLUTION: _solution_stands,
    NotificationKind.STATUS: _status_stands,
    NotificationKind.MENTION: _mention_stands,
    NotificationKind.CONSENT: _is_asked,
    NotificationKind.MERGED: _is_merged,
}
