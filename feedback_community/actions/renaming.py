"""A member's own facts, changed by staff."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.texts import render_again
from feedback_community.comments import gateway
from feedback_community.exceptions import ContentRejected, NotAllowed
from feedback_community.models import Answer, Member, Mention, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.roles import forget

PERMISSION = "feedback_community.change_member"


@transaction.atomic
def change_member(
    member: Member,
    *,
    by: Any,
    handle: str,
    is_former_employee: bool,
) -> bool:
    """Set a member's handle and standing. A new handle is followed in the texts that mention it.

    Returns whether anything changed. Raises NotAllowed, and ContentRejected for the field "handle".
    """
    if not by.has_perm(PERMISSION):
        raise NotAllowed(_("You cannot change members."))
    member = Member.objects.select_for_update().get(pk=member.pk)
    before = (member.handle, member.is_former_employee)
    after = (handle.lower(), is_former_employee)
    if before == after:
        return False
    if Member.objects.filter(handle=after[0]).exclude(pk=member.pk).exists():
        raise ContentRejected(_("This handle is taken."), field="handle")
    member.handle, member.is_former_employee = after
    member.save(update_fields=["handle", "is_former_employee"])
    if before[0] != after[0]:
        follow_in_texts(member, before[0])
    forget(by)
    log(instance=member, action="feedback_community.edit_member", user=by, data={"handle": before[0]})
    return True


def follow_in_texts(member: Member, old: str) -> None:
    """Write the new handle where the old one was mentioned, and render those texts again."""
    pattern = re.compile(rf"(?<![\w@])@{re.escape(old)}(?![\w-])", re.IGNORECASE)
    for mention in Mention.objects.filter(member=member).select_related("topic__forum__site"):
        content: Topic | Answer = mention.topic
        if mention.answer_id:
            content = Answer.objects.select_related("topic__forum__site").get(pk=mention.answer_id)
        locked = lock_answer(content) if isinstance(content, Answer) else lock_topic(content)
        locked.body = pattern.sub(f"@{member.handle}", locked.body)
        type(locked).objects.filter(pk=locked.pk).update(body=locked.body)
        render_again(locked)
        if isinstance(locked, Answer):
            gateway.mirror(locked)
        queue.reindex(mention.topic_id)
