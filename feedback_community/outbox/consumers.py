"""Who consumes which event. Filled in `apps.ready()`, read by the queue and the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from feedback_community.models import OutboxMessage

Handler = Callable[[Sequence[OutboxMessage]], None]


@dataclass(frozen=True)
class Consumer:
    """`handle` gets up to `batch` messages of its channel, outside any transaction, and may be called
    again with the same ones: it must be idempotent. It raises to have all of them tried again."""

    channel: str
    events: frozenset[str]
    handle: Handler
    batch: int = 1


_consumers: dict[str, Consumer] = {}


def register(channel: str, events: Iterable[str], handle: Handler, *, batch: int = 1) -> None:
    """Make `handle` the consumer of a channel. Registering again replaces it."""
    _consumers[channel] = Consumer(channel, frozenset(events), handle, batch)


def all_consumers() -> tuple[Consumer, ...]:
    return tuple(_consumers.values())


def channels_for(event: str) -> list[str]:
    return [consumer.channel for consumer in _consumers.values() if event in consumer.events]
