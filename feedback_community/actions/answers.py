"""An answer's own writes. A customer's and the company's answers take the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions import publishing
from feedback_community.actions.attachments import differ, take_files, tie_files
from feedback_community.actions.hiding import may_hide_name
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.marks import clear_marks
from feedback_community.actions.members import ensure_member
from feedback_community.actions.subscriptions import subscribe_by_default
from feedback_community.actions.texts import (
    clean_note,
    mark_edited,
    render_into,
    save_mentions,
    save_version,
)
from feedback_community.comments import gateway
from feedback_community.enums import ELSEWHERE, EventKind, ModerationState, SubscriptionReason
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Member, Topic
from feedback_community.moderation.screening import PUBLISH, Verdict
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_answer, check_edit, check_remove
from feedback_community.permissions.policy import get_policy


@transaction.atomic
def post_answer(
    topic: Topic,
    *,
    author: Any,
    body: str,
    parent: Answer | None = None,
    notify: bool = True,
    hide_name: bool = False,
    doubt: Verdict = PUBLISH,
    files: Mapping[str, str] | None = None,
) -> Answer:
    """Answer a topic, or an answer in it (two levels: a reply to a reply goes beside it).

    Without `notify` nobody is told of it; for staff. `doubt`: see `screen`.

    Raises NotAllowed, ContentRejected, or InvalidChange for a parent that cannot be answered.
    """
    check_answer(author, topic)
    topic = lock_topic(topic)
    check_answer(author, topic)
    member = ensure_member(author)
    parent = _check_parent(topic, parent)
    answer = Answer(topic=topic, parent=parent, author=member, created_at=timezone.now())
    # Under an answer that a merge brought, it belongs to that discussion.
    answer.merge_id = parent.merge_id if parent is not None else None
    answer.author_role = get_policy().role_of(author, topic.forum)
    attached = take_files(answer, body, files, by=member)
    answer.is_name_hidden = may_hide_name(author, topic.forum, wanted=hide_name)
    shown = None if answer.is_name_hidden else member
    mentioned = render_into(answer, body, files=attached)
    answer.comment = gateway.create_comment(
        topic, author=shown, body=body, parent=parent, submitted_at=answer.created_at
    )
    save_version(answer, by=member)
    tie_files(answer, attached)
    save_mentions(answer, mentioned)
    subscribe_by_default(member, topic, reason=SubscriptionReason.ANSWERER)
    is_staff = get_policy().is_staff(author, topic.forum)
    notify = notify or not is_staff
    publishing.publish_or_hold(answer, author=member, is_staff=is_staff, notify=notify, doubt=doubt)
    return answer


def _check_parent(topic: Topic, parent: Answer | None) -> Answer | None:
    if parent is None:
        return None
    if parent.topic_id != topic.pk or not parent.is_published:
        raise InvalidChange(_("The answer you reply to is no longer there."))
    return parent.parent or parent


@transaction.atomic
def edit_answer(
    answer: Answer, *, by: Any, body: str, comment: str = "", files: Mapping[str, str] | None = None
) -> bool:
    """Change the text or the files (None leaves them). Every state is kept. Returns whether changed."""
    check_edit(by, answer)
    answer = lock_answer(answer)
    member = ensure_member(by)
    attached = take_files(answer, body, files, by=member)
    if body == answer.body and not differ(answer, attached):
        return False
    previous = {"body": answer.body}
    mentioned = render_into(answer, body, files=attached)
    mark_edited(answer)
    save_version(answer, by=member, comment=comment)
    tie_files(answer, attached)
    gateway.mirror(answer)
    fresh = save_mentions(answer, mentioned)
    topic = answer.topic
    record(topic, EventKind.ANSWER_EDITED, by=member, answer=answer, text=comment, is_public=False)
    if answer.author_id != member.pk:
        audit(answer, "edit", user=by)
    queue.reindex(topic.pk)
    if publishing.screen_again(answer, author=member, is_staff=get_policy().is_staff(by, topic.forum)):
        clear_marks(answer, by=member)
    publishing.announce_mentions(answer, fresh, by=member)
    events.emit_on_commit(signals.answer_edited, Answer, answer=answer, by=member, previous=previous)
    return True


@transaction.atomic
def remove_answer(answer: Answer, *, by: Any, reason: str) -> bool:
    """Take from view with a stub and a reason; marks that stood on it are taken back."""
    check_remove(by, answer)
    reason = clean_note(reason)
    if not reason:
        raise InvalidChange(_("Please say why: a removal leaves a public reason."))
    answer = lock_answer(answer)
    if answer.state == ModerationState.REMOVED:
        return False
    if answer.state in ELSEWHERE:
        raise InvalidChange(_("This answer is a topic of its own now. Undo that first."))
    take_down_answer(answer, by=ensure_member(by), reason=reason)
    audit(answer, "remove", user=by, reason=reason)
    return True


def take_down_answer(answer: Answer, *, by: Member | None, reason: str) -> None:
    """Removed, with its stub. The caller holds the topic's row and has checked; None is the community."""
    clear_marks(answer, by=by)
    answer.removal_reason = reason
    publishing.leave_queue(answer, by=by)
    publishing.withdraw_answer(answer, state=ModerationState.REMOVED)
    record(answer.topic, EventKind.ANSWER_REMOVED, by=by, answer=answer, text=reason)
    events.emit_on_commit(signals.answer_removed, Answer, answer=answer, by=by, reason=reason)


@transaction.atomic
def restore_answer(answer: Answer, *, by: Any) -> bool:
    """Undo `remove_answer`; marks are not set again. What had not been public waits for approval again."""
    check_remove(by, answer)
    answer = lock_answer(answer)
    if answer.state != ModerationState.REMOVED:
        return False
    member = ensure_member(by)
    answer.removal_reason = ""
    answer.save(update_fields=["removal_reason"])
    if answer.published_at is None:
        publishing.hold_again(answer, by=member)
    else:
        publishing.publish_answer(answer, by=member)
    record(answer.topic, EventKind.ANSWER_RESTORED, by=member, answer=answer)
    audit(answer, "restore", user=by)
    events.emit_on_commit(signals.answer_restored, Answer, answer=answer, by=member)
    return True
