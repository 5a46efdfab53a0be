"""Put a consequence beside the change that causes it, in the same transaction.

If the change is rolled back the message is gone with it; if the process dies, the message is still there.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from feedback_community.models import OutboxMessage
from feedback_community.outbox.consumers import channels_for
from feedback_community.outbox.wake import wake

_GROUP = "_feedback_community_outbox_group"


def put(event: str, /, *, key: str = "", delay: int = 0, **payload: Any) -> None:
    """One message for each channel that wants the event.

    `payload` holds ids and plain values only. `delay` is in seconds. Messages of one channel with the same
    `key` may be handled as one.
    """
    now = timezone.now()
    group = current_group()
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            channel=channel,
            event=event,
            key=key,
            payload=payload,
            group=group,
            created_at=now,
            available_at=now + timedelta(seconds=delay),
        )
        for channel in channels_for(event)
    )
    transaction.on_commit(wake, robust=True)


def reindex(topic_id: int) -> None:
    """The topic's document in the search index is out of date (or must go)."""
    put("topic_changed", key=f"topic:{topic_id}", topic=topic_id)


def current_group() -> str:
    """An id that all messages of the running transaction share."""
    connection = transaction.get_connection()
    group: str | None = getattr(connection, _GROUP, None)
    if group is None:
        group = uuid.uuid4().hex
        setattr(connection, _GROUP, group)
    # Registered each time: a rolled-back transaction forgets its callbacks but not the attribute.
    transaction.on_commit(lambda: setattr(connection, _GROUP, None), robust=True)
    return group
