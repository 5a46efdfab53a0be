"""The bell: the same rows as the mails, as far as the person may read them now."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from feedback_community import limits
from feedback_community.enums import ModerationState, NotificationChannel, NotificationKind
from feedback_community.models import Notification
from feedback_community.notifications.types import DIRECT, OFFICIAL
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy
from feedback_community.querysets.prepared import Prepared, key

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


_has_unread = Prepared(
    Notification,
    lambda: (
        Notification.objects.filter(recipient=key("member"), channel=NotificationChannel.SITE, read_at=None)
        .order_by()
        .values_list("pk")[:1]
    ),
)


def unread_count(user: Any, site: Model) -> int:
    """Unread ones, counted up to `limits.BELL_COUNT`. One query for those who have none."""
    member = member_of(user)
    if member is None:
        return 0
    if not _has_unread(member=member.pk):
        return 0
    seen = readable(user, site).filter(read_at=None).order_by()
    return len(seen.values_list("pk", flat=True)[: limits.BELL_COUNT])


def for_list(user: Any, site: Model, *, show: str = "") -> QuerySet[Notification]:
    """The readable ones with what a line prints; `show` is a key of `SHOWN`, "" for all."""
    found = readable(user, site).filter(SHOWN.get(show, Q()))
    rows = found.select_related("topic", "answer__author__user", "actor__user")
    return rows.defer("topic__body", "topic__body_html", "topic__body_text")
