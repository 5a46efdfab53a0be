"""A notice to one person, in the bell and by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from feedback_community.enums import NotificationChannel, NotificationKind, NotificationState
from feedback_community.models import Notification
from feedback_community.outbox import queue


@transaction.atomic
def notify(
    member_id: int,
    notice: str,
    *,
    cause: str,
    data: Mapping[str, Any] | None = None,
    by_mail: bool = False,
    kind: NotificationKind = NotificationKind.NOTICE,
) -> None:
    """Tell a member something that is not about a topic, once for each cause.

    `notice` is the name of a registered teller, `data` holds ids and plain values for it; `kind` is the line
    of the person's preferences that it goes by.
    """
    shared = {
        "recipient_id": member_id,
        "kind": kind,
        "cause": cause,
        "group": queue.current_group(),
        "data": {**(data or {}), "notice": notice},
    }
    rows = [
        Notification(channel=NotificationChannel.SITE, state=NotificationState.SENT, sent_at=Now(), **shared)
    ]
    if by_mail:
        rows.append(Notification(channel=NotificationChannel.EMAIL, **shared))
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
