"""Put a consequence beside the change that causes it, in the same transaction.

If the change is rolled back the message is gone with it; if the process dies, the message is still there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, Model
from django.db.models.functions import Now
from django.db.models.sql import InsertQuery
from django.utils import timezone

from feedback_community.models import OutboxMessage
from feedback_community.outbox.clock import now_plus
from feedback_community.outbox.consumers import channels_for
from feedback_community.outbox.tasks import wake_by_task
from feedback_community.outbox.wake import wake
from feedback_community.querysets.prepared import Compiled, Slot

_GROUP = "_feedback_community_outbox_group"


def put(event: str, /, *, key: str = "", delay: int = 0, **payload: Any) -> None:
    """One message for each channel that wants the event.

    `payload` holds ids and plain values only. `delay` is in seconds. Messages of one channel with the same
    `key` may be handled as one.
    """
    channels = channels_for(event)
    if not channels:
        return
    given: dict[str, Any] = {f"channel{place}": channel for place, channel in enumerate(channels)}
    given |= {"event": event, "key": key, "payload": payload, "group": current_group()}
    given |= {"created_at": timezone.now(), "delay": timedelta(seconds=delay)}
    alias = router.db_for_write(OutboxMessage)
    statement = _insert(alias, len(channels))
    with connections[alias].cursor() as cursor:
        cursor.execute(statement.sql, statement.bound(given))


@lru_cache(maxsize=64)
def _insert(alias: str, count: int) -> Compiled:
    """So many messages that differ in their channel: what `bulk_create()` would run, compiled once."""
    fields = {f.name: f for f in OutboxMessage._meta.local_concrete_fields if not f.primary_key}
    same: dict[str, Any] = {
        name: Slot(name, fields[name]) for name in ("event", "key", "group", "created_at")
    }
    # Wrapped, as Django would save a plain value with this output field as it stands.
    same["payload"] = ExpressionWrapper(Slot("payload", fields["payload"]), fields["payload"])
    same["available_at"] = ExpressionWrapper(Now() + Slot("delay", DurationField()), DateTimeField())
    query = InsertQuery(OutboxMessage)
    rows: list[Model] = [
        OutboxMessage(channel=Slot(f"channel{n}", fields["channel"]), **same) for n in range(count)
    ]
    query.insert_values(fields.values(), rows)
    [(sql, params)] = query.get_compiler(alias).as_sql()
    return Compiled(alias, sql, params)


def put_rest(message: OutboxMessage, payload: Mapping[str, Any]) -> None:
    """What is left of a message after a part of it was done, in the transaction of that part."""
    current_group()
    OutboxMessage.objects.create(
        channel=message.channel,
        event=message.event,
        payload=dict(payload),
        group=message.group,
        available_at=now_plus(0),
    )


def reindex(topic_id: int) -> None:
    """The topic's document in the search index is out of date (or must go)."""
    put("topic_changed", key=f"topic:{topic_id}", topic=topic_id)


def reindex_documents(model: str, pks: Iterable[int]) -> None:
    """The same for documents that an optional app has in the index; `model` is the label in lower case."""
    _put_many("document_changed", [(f"{model}.{pk}", {"model": model, "pk": pk}) for pk in pks])


def reindex_many(topic_ids: Iterable[int]) -> None:
    """`reindex` for many topics in one statement."""
    _put_many("topic_changed", [(f"topic:{pk}", {"topic": pk}) for pk in topic_ids])


def _put_many(event: str, messages: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Keys and payloads of one event."""
    group = current_group()
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            channel=channel,
            event=event,
            key=key,
            payload=payload,
            group=group,
            available_at=now_plus(0),
        )
        for key, payload in messages
        for channel in channels_for(event)
    )


def current_group() -> str:
    """An id that all messages of the running transaction share."""
    connection: BaseDatabaseWrapper = transaction.get_connection()
    group: str | None = getattr(connection, _GROUP, None)
    if group is None:
        group = uuid.uuid4().hex
        setattr(connection, _GROUP, group)
    # Registered each time: a rolled-back transaction forgets its callbacks but not the attribute.
    transaction.on_commit(lambda: _committed(connection), robust=True)
    return group


def _committed(connection: BaseDatabaseWrapper) -> None:
    """Once for each transaction: its group is over, and there is work."""
    if getattr(connection, _GROUP, None) is None:
        return
    setattr(connection, _GROUP, None)
    wake()
    wake_by_task()
