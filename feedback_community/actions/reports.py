"""Whoever moderates a forum hears of the first report about a post there. Done by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.enums import NotificationKind, Right
from feedback_community.models import Flag, Forum, ForumGroupPermission, OutboxMessage

CHANNEL = "reports"
EVENTS = ("content_flagged",)


def consume(messages: Sequence[OutboxMessage]) -> None:
    flags = Flag.objects.select_related("topic__forum__site", "answer")
    for flag in flags.filter(pk__in=[message.payload["flag"] for message in messages], decision=""):
        tell_moderators(flag)


def tell_moderators(flag: Flag) -> None:
    """One mail for each post and moderator, whoever else reports it later."""
    post = f"answer:{flag.answer_id}" if flag.answer_id else f"topic:{flag.topic_id}"
    for user in moderators_of(flag.topic.forum):
        member = ensure_member(user)
        if member.pk == flag.by_id:
            continue
        kind, cause = NotificationKind.REPORTED, f"reported:{post}"
        notify(member.pk, "reported", cause=cause, data={"flag": flag.pk}, by_mail=True, kind=kind)


def moderators_of(forum: Forum) -> QuerySet[Any]:
    """By their groups; the superusers where no group moderates. Those of role providers are not known."""
    grants = ForumGroupPermission.objects.filter(Q(forum=None) | Q(forum=forum), right=Right.MODERATE)
    users = get_user_model().objects.filter(is_active=True)
    by_group = users.filter(groups__in=grants.values("group")).distinct().order_by("pk")
    return by_group if by_group.exists() else users.filter(is_superuser=True).order_by("pk")
