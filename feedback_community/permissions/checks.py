"""`check_*`: ask the policy, raise `NotAllowed` with a translated reason. Actions call these first."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from feedback_community.exceptions import NotAllowed
from feedback_community.models import Answer, Block, Forum, Topic
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy, topic_of
from feedback_community.permissions.suspensions import suspension_of, words_of

Target = Topic | Answer
#: The permission of Django with which members are changed.
CHANGE_MEMBER = "feedback_community.change_member"


def _demand(
    allowed: bool, user: Any, message: str, *, forum: Forum | None = None, act: str = Block.EVERYTHING
) -> None:
    """A suspended person is told of that instead, where it is what forbids the act."""
    if allowed:
        return
    suspension = suspension_of(user, act, forum.pk if forum else None)
    raise NotAllowed(words_of(suspension) if suspension else message)


def check_not_suspended(user: Any, act: str, forum: Forum | None = None) -> None:
    """For acts that nothing else forbids. Without a forum: those that belong to none."""
    suspension = suspension_of(user, act, forum.pk if forum else None)
    _demand(suspension is None, user, "", forum=forum, act=act)


def check_create_topic(user: Any, forum: Forum, topic_type: str) -> None:
    allowed = get_policy().can_create_topic(user, forum, topic_type)
    _demand(allowed, user, _("You cannot open a topic of this type here."), forum=forum, act=Block.POSTING)


def check_answer(user: Any, topic: Topic) -> None:
    message = _("This topic is closed.") if topic.is_closed else _("You cannot answer here.")
    allowed = get_policy().can_answer(user, topic)
    _demand(allowed, user, message, forum=topic.forum, act=Block.POSTING)


def check_attach(user: Any, site: Model) -> None:
    """Whether the person may write anywhere here: a file is sent before it is known where it is posted."""
    policy, may = get_policy(), False
    for forum in policy.access(user, site).forums.values():
        forum.site = site
        may = may or policy.can_write(user, forum)
    _demand(may, user, _("You cannot attach files here."))


def check_edit(user: Any, target: Target) -> None:
    allowed, forum = get_policy().can_edit(user, target), topic_of(target).forum
    _demand(allowed, user, _("You cannot change this text."), forum=forum, act=Block.POSTING)


def check_remove(user: Any, target: Target) -> None:
    allowed, forum = get_policy().can_remove(user, target), topic_of(target).forum
    _demand(allowed, user, _("You cannot remove this."), forum=forum)


def check_vote(user: Any, target: Target) -> None:
    policy = get_policy()
    member = member_of(user)
    if member is not None and target.author_id == member.pk:
        _demand(False, user, _("You cannot vote for what you wrote yourself."))
    forum = topic_of(target).forum
    allowed = policy.can_vote(user, target)
    _demand(allowed, user, _("Voting is closed here."), forum=forum, act=Block.VOTING)


def check_answer_officially(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_answer_officially(user, topic)
    _demand(allowed, user, _("You cannot give the official answer here."), forum=topic.forum)


def check_mark_solution(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_mark_solution(user, topic)
    _demand(allowed, user, _("You cannot mark a solution here."), forum=topic.forum)


def check_change_status(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_change_status(user, topic)
    _demand(allowed, user, _("You cannot change the status here."), forum=topic.forum)


def check_retag(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_retag(user, topic)
    _demand(allowed, user, _("You cannot change the type or the tags here."), forum=topic.forum)


def check_manage(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_manage(user, topic)
    _demand(allowed, user, _("You cannot manage this topic."), forum=topic.forum)


def check_moderate(user: Any, forum: Forum) -> None:
    allowed = get_policy().can_moderate(user, forum)
    _demand(allowed, user, _("You cannot moderate this forum."), forum=forum)


def check_merge(user: Any, topic: Topic) -> None:
    """Asked for both topics."""
    allowed = get_policy().can_merge(user, topic)
    _demand(allowed, user, _("You cannot merge topics of this forum."), forum=topic.forum)


def check_suggest(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_suggest(user, topic)
    _demand(allowed, user, _("You cannot suggest a duplicate here."), forum=topic.forum)


def check_flag(user: Any, target: Target) -> None:
    allowed, forum = get_policy().can_flag(user, target), topic_of(target).forum
    _demand(allowed, user, _("You cannot report this."), forum=forum)


def check_withdraw(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_withdraw(user, topic)
    _demand(allowed, user, _("Only the person it was opened for can take it back."))


def check_change_name(user: Any, target: Target) -> None:
    allowed = get_policy().can_change_name(user, target)
    _demand(allowed, user, _("Only the author can decide this."))


def check_consent(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_consent(user, topic)
    _demand(allowed, user, _("Only the author can decide this."), forum=topic.forum)


def check_staff(user: Any, forum: Forum) -> None:
    allowed = get_policy().is_staff(user, forum)
    _demand(allowed, user, _("Only staff of the forum can do this."), forum=forum)


def check_suspend(user: Any, forum: Forum | None) -> None:
    """In a forum whoever moderates it, everywhere whoever may change members."""
    if forum is not None:
        check_moderate(user, forum)
    elif not user.has_perm(CHANGE_MEMBER):
        raise NotAllowed(_("You cannot suspend people everywhere, only in the forums that you moderate."))
