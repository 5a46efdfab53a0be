"""Decisions on held posts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions import publishing
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.spam_feedback import tell_service
from feedback_community.actions.texts import clean_note
from feedback_community.enums import EventKind, ModerationState
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Member, ModerationItem, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_moderate


def _take(item: ModerationItem, *, by: Any) -> tuple[ModerationItem, Topic | Answer] | None:
    """The pending item and its content, locked; None when somebody decided already."""
    check_moderate(by, item.topic.forum)
    content = lock_answer(item.answer) if item.answer else lock_topic(item.topic)
    current = ModerationItem.objects.select_for_update().get(pk=item.pk)
    if current.decision or content.state != ModerationState.HELD:
        return None
    return current, content


def _decide(item: ModerationItem, decision: ModerationState, member: Member, note: str = "") -> None:
    item.decision = decision
    item.decided_by = member
    item.decided_at = timezone.now()
    item.note = note
    item.save()
    queue.put(
        "content_decided",
        topic=item.topic_id,
        answer=item.answer_id,
        item=item.pk,
        by=member.pk,
        cause=f"decided:{item.pk}",
    )


@transaction.atomic
def approve_content(item: ModerationItem, *, moderator: Any) -> bool:
    """Publish a held post. Returns False when it was decided in the meantime."""
    taken = _take(item, by=moderator)
    if taken is None:
        return False
    current, content = taken
    member = ensure_member(moderator)
    _decide(current, ModerationState.PUBLISHED, member)
    tell_service(content, spam=False)
    if isinstance(content, Topic):
        publishing.publish_topic(content, by=member)
    else:
        publishing.publish_answer(content, by=member)
    _write(current, content, EventKind.APPROVED, member, moderator, "")
    events.emit_on_commit(signals.content_approved, ModerationItem, item=current, by=member)
    return True


@transaction.atomic
def reject_content(item: ModerationItem, *, moderator: Any, reason: str) -> bool:
    """Refuse a held post with a reason its author reads. The text stays with its author."""
    reason = clean_note(reason)
    if not reason:
        raise InvalidChange(_("Please give the author a reason."))
    taken = _take(item, by=moderator)
    if taken is None:
        return False
    current, content = taken
    member = ensure_member(moderator)
    _decide(current, ModerationState.REJECTED, member, reason)
    content.state = ModerationState.REJECTED
    content.save(update_fields=["state"])
    _write(current, content, EventKind.REJECTED, member, moderator, reason)
    events.emit_on_commit(signals.content_rejected, ModerationItem, item=current, by=member, reason=reason)
    return True


@transaction.atomic
def take_back_decision(item: ModerationItem, *, by: Any) -> bool:
    """The post waits once more, for the same reason. Returns False where it was changed since."""
    check_moderate(by, item.topic.forum)
    content = lock_answer(item.answer) if item.answer else lock_topic(item.topic)
    current = ModerationItem.objects.select_for_update().get(pk=item.pk)
    if not current.decision or content.state != current.decision:
        return False
    if isinstance(content, Topic):
        publishing.withdraw_topic(content, state=ModerationState.HELD)
    else:
        publishing.withdraw_answer(content, state=ModerationState.HELD)
    current.decision, current.decided_by, current.decided_at, current.note = "", None, None, ""
    current.save(update_fields=["decision", "decided_by", "decided_at", "note"])
    _write(current, content, EventKind.HELD, ensure_member(by), by, "", action="hold_again")
    return True


def _write(
    item: ModerationItem,
    content: Topic | Answer,
    kind: EventKind,
    member: Member,
    user: Any,
    text: str,
    *,
    action: str = "",
) -> None:
    topic = content if isinstance(content, Topic) else content.topic
    record(topic, kind, by=member, answer=item.answer, text=text, is_public=False)
    audit(content, action or kind.value, user=user, reason=text)
