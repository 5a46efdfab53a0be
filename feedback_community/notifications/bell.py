"""The bell: the same rows as the mails, as far as the person may read them now."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from feedback_community import limits
from feedback_community.enums import ModerationState, NotificationChannel, NotificationKind
from feedback_community.models import Notification
from feedback_community.notifications.types import DIRECT, OFFICIAL
from feedback_community.people import member_of, take_news
from feedback_community.permissions.policy import get_policy

#: What the list can be narrowed to.
SHOWN = {
    "unread": Q(read_at=None),
    "personal": Q(kind__in=[*DIRECT, NotificationKind.NOTICE]),
    "company": Q(kind__in=OFFICIAL),
}


def readable(user: Any, site: Model) -> QuerySet[Notification]:
    """The person's notifications on this site, without what has become invisible since."""
    policy = get_policy()
    listed = policy.listed_topics(user, site).values("pk")
    visible = policy.visible_topics(user, site).values("pk")
    own = Q(kind=NotificationKind.DECIDED)
    return Notification.objects.filter(
        own | Q(answer=None) | Q(answer__state=ModerationState.PUBLISHED),
        Q(topic=None) | Q(topic__in=listed) | (own & Q(topic__in=visible)),
        recipient=member_of(user),
        channel=NotificationChannel.SITE,
    )


def unread_count(user: Any, site: Model) -> int:
    """Unread ones, counted up to `limits.BELL_COUNT`. No query for those who had none when they were read."""
    member = member_of(user)
    if member is None or take_news(member) is False:
        return 0
    seen = readable(user, site).filter(read_at=None).order_by()
    return len(seen.values_list("pk", flat=True)[: limits.BELL_COUNT])


def for_list(user: Any, site: Model, *, show: str = "") -> QuerySet[Notification]:
    """The readable ones with what a line prints; `show` is a key of `SHOWN`, "" for all."""
    found = readable(user, site).filter(SHOWN.get(show, Q()))
    rows = found.select_related("topic", "answer__author__user", "actor__user")
    return rows.defer("topic__body", "topic__body_html", "topic__body_text")
