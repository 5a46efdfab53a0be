"""Moderators hear that posts wait: once they have waited a while, then once a day for as long as any does."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.actions.reports import moderators_of
from feedback_community.conf import app_settings
from feedback_community.enums import NotificationKind
from feedback_community.models import Forum, ModerationItem, Notification

NOTICE = "held_posts"


def tell_of_held_posts() -> int:
    """Returns how many moderators are told. Called more often than anybody is told."""
    if not app_settings.HELD_MAIL_HOURS:
        return 0
    first, again = (timedelta(hours=hours) for hours in app_settings.HELD_MAIL_HOURS)
    now = timezone.now()
    waiting = ModerationItem.objects.pending().filter(created_at__lte=now - first)
    forums = Forum.objects.filter(pk__in=waiting.order_by().values("topic__forum")).select_related("site")
    members = {ensure_member(user) for forum in forums for user in moderators_of(forum)}
    told = Notification.objects.filter(cause__startswith=f"{NOTICE}:", created_at__gt=now - again)
    recently = set(told.filter(recipient__in=members).values_list("recipient", flat=True))
    fresh = [member for member in members if member.pk not in recently]
    for member in fresh:
        cause = f"{NOTICE}:{now:%Y-%m-%d %H:%M}"
        notify(member.pk, NOTICE, cause=cause, by_mail=True, kind=NotificationKind.REPORTED)
    return len(fresh)
