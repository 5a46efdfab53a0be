"""`check_*`: ask the policy, raise `NotAllowed` with a translated reason. Actions call these first."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from feedback_community.exceptions import NotAllowed
from feedback_community.models import Answer, Forum, Topic
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy

Target = Topic | Answer


def _demand(allowed: bool, user: Any, message: str) -> None:
    if allowed:
        return
    member = member_of(user)
    if member is not None and member.is_suspended:
        raise NotAllowed(_("Your account is suspended for now, so you cannot write here."))
    raise NotAllowed(message)


def check_create_topic(user: Any, forum: Forum, topic_type: str) -> None:
    allowed = get_policy().can_create_topic(user, forum, topic_type)
    _demand(allowed, user, _("You cannot open a topic of this type here."))


def check_answer(user: Any, topic: Topic) -> None:
    message = _("This topic is closed.") if topic.is_closed else _("You cannot answer here.")
    _demand(get_policy().can_answer(user, topic), user, message)


def check_attach(user: Any, site: Model) -> None:
    """Whether the person may write anywhere here: a file is sent before it is known where it is posted."""
    policy, may = get_policy(), False
    for forum in policy.access(user, site).forums.values():
        forum.site = site
        may = may or policy.can_write(user, forum)
    _demand(may, user, _("You cannot attach files here."))


def check_edit(user: Any, target: Target) -> None:
    _demand(get_policy().can_edit(user, target), user, _("You cannot change this text."))


def check_remove(user: Any, target: Target) -> None:
    _demand(get_policy().can_remove(user, target), user, _("You cannot remove this."))


def check_vote(user: Any, target: Target) -> None:
    policy = get_policy()
    member = member_of(user)
    if member is not None and target.author_id == member.pk:
        _demand(False, user, _("You cannot vote for what you wrote yourself."))
    _demand(policy.can_vote(user, target), user, _("Voting is closed here."))


def check_answer_officially(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_answer_officially(user, topic)
    _demand(allowed, user, _("You cannot give the official answer here."))


def check_mark_solution(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_mark_solution(user, topic)
    _demand(allowed, user, _("You cannot mark a solution here."))


def check_change_status(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_change_status(user, topic)
    _demand(allowed, user, _("You cannot change the status here."))


def check_retag(user: Any, topic: Topic) -> None:
    _demand(get_policy().can_retag(user, topic), user, _("You cannot change the type or the tags here."))


def check_manage(user: Any, topic: Topic) -> None:
    _demand(get_policy().can_manage(user, topic), user, _("You cannot manage this topic."))


def check_moderate(user: Any, forum: Forum) -> None:
    _demand(get_policy().can_moderate(user, forum), user, _("You cannot moderate this forum."))


def check_merge(user: Any, topic: Topic) -> None:
    """Asked for both topics."""
    _demand(get_policy().can_merge(user, topic), user, _("You cannot merge topics of this forum."))


def check_suggest(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_suggest(user, topic)
    _demand(allowed, user, _("You cannot suggest a duplicate here."))


def check_flag(user: Any, target: Target) -> None:
    _demand(get_policy().can_flag(user, target), user, _("You cannot report this."))


def check_withdraw(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_withdraw(user, topic)
    _demand(allowed, user, _("Only the person it was opened for can take it back."))


def check_change_name(user: Any, target: Target) -> None:
    allowed = get_policy().can_change_name(user, target)
    _demand(allowed, user, _("Only the author can decide this."))


def check_consent(user: Any, topic: Topic) -> None:
    allowed = get_policy().can_consent(user, topic)
    _demand(allowed, user, _("Only the author can decide this."))


def check_staff(user: Any, forum: Forum) -> None:
    _demand(get_policy().is_staff(user, forum), user, _("Only staff of the forum can do this."))
