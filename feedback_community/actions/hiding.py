"""A member's name, hidden from other members in one post. The author decides, now and later."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.comments import gateway
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Answer, Forum, Topic
from feedback_community.permissions.checks import check_change_name
from feedback_community.permissions.policy import get_policy


def may_hide_name(user: Any, forum: Forum, *, wanted: bool) -> bool:
    """What was wanted. Raises ContentRejected for the field "hide_name" where names are shown."""
    if wanted and not get_policy().can_hide_name(user, forum):
        raise ContentRejected(_("Names are shown in “%(forum)s”.") % {"forum": forum.name}, field="hide_name")
    return wanted


@transaction.atomic
def change_name(target: Topic | Answer, *, by: Any, hidden: bool) -> bool:
    """Hide the author's name from other members, or show it again. Returns whether anything changed.

    What has left already, in mails and feeds, keeps what it said.
    """
    check_change_name(by, target)
    target = lock_answer(target) if isinstance(target, Answer) else lock_topic(target)
    if target.is_name_hidden == hidden:
        return False
    forum = target.topic.forum if isinstance(target, Answer) else target.forum
    target.is_name_hidden = may_hide_name(by, forum, wanted=hidden)
    target.save(update_fields=["is_name_hidden"])
    if isinstance(target, Answer):
        user_id = target.author.user_id if target.author is not None and not hidden else None
        gateway.give_to(Answer.objects.filter(pk=target.pk), user_id)
        events.emit_on_commit(signals.answer_name_changed, Answer, answer=target, by=target.author)
    else:
        events.emit_on_commit(signals.topic_name_changed, Topic, topic=target, by=target.author)
    return True
