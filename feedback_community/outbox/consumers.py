"""Who consumes which event. Filled in `apps.ready()`, read by the queue and the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from feedback_community.models import OutboxMessage

Handler = Callable[[Sequence[OutboxMessage]], None]
#: Works off rows of its own (mails) for a moment; says whether it did something. Must not raise for one row.
Pump = Callable[[], bool]


@dataclass(frozen=True)
class Consumer:
    """`handle` gets up to `batch` messages of its channel, outside any transaction, and may be called
    again with the same ones: it must be idempotent. It raises to have all of them tried again.

    Messages with the same key come as one, the latest. `alone`: never called twice at the same time,
    whatever the number of workers. `by_group`: all messages of one transaction come together.
    """

    channel: str
    events: frozenset[str]
    handle: Handler
    batch: int = 1
    alone: bool = False
    by_group: bool = False


_consumers: dict[str, Consumer] = {}
_pumps: dict[str, Pump] = {}


def register(
    channel: str,
    events: Iterable[str],
    handle: Handler,
    *,
    batch: int = 1,
    alone: bool = False,
    by_group: bool = False,
) -> None:
    """Make `handle` the consumer of a channel. Registering again replaces it."""
    _consumers[channel] = Consumer(channel, frozenset(events), handle, batch, alone, by_group)


def register_pump(name: str, pump: Pump) -> None:
    """Have the worker call `pump` whenever there may be work. Registering again replaces it."""
    _pumps[name] = pump


def all_consumers() -> tuple[Consumer, ...]:
    return tuple(_consumers.values())


def all_pumps() -> dict[str, Pump]:
    return dict(_pumps)


def channels_for(event: str) -> list[str]:
    return [consumer.channel for consumer in _consumers.values() if event in consumer.events]
