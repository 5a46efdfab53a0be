"""What a person does with notifications, and what becomes of old ones."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from feedback_community import limits
from feedback_community.enums import NotificationChannel, NotificationState
from feedback_community.models import Member, Notification, Topic
from feedback_community.outbox.clock import now_plus

BATCH = 5_000


def mark_topic_read(topic: Topic, *, by: Member) -> int:
    """Whoever reads a topic has read its notifications. Returns how many were unread."""
    return _unread(by).filter(topic=topic).update(read_at=timezone.now())


def mark_notice_read(row: Notification) -> None:
    Notification.objects.filter(pk=row.pk, read_at=None).update(read_at=timezone.now())


def mark_unread(row: Notification) -> None:
    """Kept for later: the line is new again."""
    Notification.objects.filter(pk=row.pk).update(read_at=None)


def mark_all_read(*, by: Member) -> int:
    """Returns how many were unread."""
    return _unread(by).update(read_at=timezone.now())


def _unread(member: Member) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=member, channel=NotificationChannel.SITE, read_at=None)


def purge_notifications() -> int:
    """Delete what is a year old, except mails that still wait. Returns how many rows went."""
    old = Notification.objects.filter(created_at__lt=now_plus(-limits.NOTIFICATION_KEEP_DAYS * 86_400))
    old = old.exclude(channel=NotificationChannel.EMAIL, state=NotificationState.PENDING)
    total = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        deleted, _rows = Notification.objects.filter(pk__in=ids).delete()
        total += deleted
    return total
