"""A second look at a rejected post, once, for its author."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions import publishing
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.texts import clean_note
from feedback_community.enums import HoldReason, ModerationState
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Answer, ModerationItem, Topic
from feedback_community.moderation.screening import Verdict
from feedback_community.people import member_of


def items_of(content: Topic | Answer) -> Any:
    if isinstance(content, Topic):
        return ModerationItem.objects.filter(topic=content, answer=None)
    return ModerationItem.objects.filter(answer=content)


def check_appeal(user: Any, content: Topic | Answer) -> None:
    """Only the author, of a rejected post, who has not asked before. Raises NotAllowed, InvalidChange."""
    member = member_of(user)
    if member is None or content.author_id != member.pk:
        raise NotAllowed(_("Only the author can ask for a second look."))
    if content.state != ModerationState.REJECTED:
        raise NotAllowed(_("This post was not rejected."))
    if items_of(content).filter(reason=HoldReason.APPEAL).exists():
        raise NotAllowed(_("You have asked once; the decision stands."))


@transaction.atomic
def appeal(content: Topic | Answer, *, by: Any, words: str) -> ModerationItem:
    """Into the queue again, with the author's words beside it."""
    content = lock_topic(content) if isinstance(content, Topic) else lock_answer(content)
    check_appeal(by, content)
    words = clean_note(words)
    if not words:
        raise InvalidChange(_("Please say why it should appear."))
    member = ensure_member(by)
    content.state = ModerationState.HELD
    content.save(update_fields=["state"])
    item = publishing.hold(content, Verdict(hold=HoldReason.APPEAL), by=member)
    item.appeal = words
    item.save(update_fields=["appeal"])
    events.emit_on_commit(signals.content_appealed, ModerationItem, item=item, by=member)
    return item
