"""Whoever moderates a forum, or may hide spam in it, hears of the first report about a post there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from feedback_community import hooks
from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.enums import NotificationKind, Right
from feedback_community.models import Flag, Forum, ForumGroupPermission, OutboxMessage
from feedback_community.permissions.policy import get_policy

CHANNEL = "reports"
EVENTS = ("content_flagged",)
#: Rights of those who look at reports.
LOOKS = (Right.MODERATE, Right.HIDE_SPAM)


def consume(messages: Sequence[OutboxMessage]) -> None:
    flags = Flag.objects.select_related("topic__forum__site", "answer")
    for flag in flags.filter(pk__in=[message.payload["flag"] for message in messages], decision=""):
        tell_moderators(flag)


def tell_moderators(flag: Flag) -> None:
    """One mail for each post and person, whoever else reports it later."""
    post = f"answer:{flag.answer_id}" if flag.answer_id else f"topic:{flag.topic_id}"
    for user in whoever_looks(flag):
        member = ensure_member(user)
        if member.pk == flag.by_id:
            continue
        kind, cause = NotificationKind.REPORTED, f"reported:{post}"
        notify(member.pk, "reported", cause=cause, data={"flag": flag.pk}, by_mail=True, kind=kind)


def whoever_looks(flag: Flag) -> list[Any]:
    """Whoever may do something about it; superusers where nobody else decides."""
    policy, forum = get_policy(), flag.topic.forum
    found = [user for user in _holders(forum, LOOKS) if policy.hears_of_reports(user, flag.content)]
    if any(policy.can_moderate(user, forum) for user in found):
        return found
    return [*found, *(user for user in _superusers() if user not in found)]


def moderators_of(forum: Forum) -> list[Any]:
    """Whoever decides on posts of a forum; superusers where nobody else does."""
    policy = get_policy()
    found = [user for user in _holders(forum, (Right.MODERATE,)) if policy.can_moderate(user, forum)]
    return found or list(_superusers())


def _holders(forum: Forum, rights: Sequence[Right]) -> QuerySet[Any]:
    """By their groups and by role providers."""
    grants = ForumGroupPermission.objects.filter(Q(forum=None) | Q(forum=forum), right__in=rights)
    named = Q(groups__in=grants.values("group")) | Q(pk__in=hooks.get_role_holders(forum, rights))
    return _users().filter(named).distinct()


def _superusers() -> QuerySet[Any]:
    return _users().filter(is_superuser=True)


def _users() -> QuerySet[Any]:
    return get_user_model().objects.filter(is_active=True).order_by("pk")
