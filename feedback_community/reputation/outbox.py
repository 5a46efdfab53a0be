"""From a signal to a row of the outbox, and from there to the ledger.

A signal only says where to look again, in the transaction of the act. What is looked at is read when the
worker comes to it, so a message that comes twice, late or in another order does no harm; what was changed
without a signal is made up for by night.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal
from django.utils.module_loading import import_string

from feedback_community import events
from feedback_community.models import OutboxMessage
from feedback_community.outbox import queue
from feedback_community.reputation.actions.follow import follow
from feedback_community.reputation.actions.forgetting import forget_people
from feedback_community.reputation.actions.ranks import apply_ranks
from feedback_community.reputation.models import LedgerEntry
from feedback_community.reputation.rules import LOOK_AGAIN, PointRule, all_rules

CHANNEL = "reputation"
EVENT = "reputation_look_again"
#: What is looked at when the table of ranks was changed.
RANKS = "ranks"
BATCH = 200
#: Where the signals stand that are sent by `events`, and are recorded with what they tell.
OWN = "feedback_community."

_receivers: dict[str, Callable[..., None]] = {}


def watched() -> dict[str, set[tuple[str, str]]]:
    """Signals by path, each with its arguments and what they name: a model, or topic, answer, member."""
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for rule in all_rules():
        for signals in (rule.awarded_by, rule.revoked_by):
            for path, argument in signals.items():
                found[path].add((argument, rule.source))
    for path, arguments in LOOK_AGAIN.items():
        found[path] |= set(arguments.items())
    return found


def connect_signals() -> None:
    """Listen to every signal of the table whose app is installed; the host's own tell when they are sent."""
    for path, arguments in watched().items():
        signal, uid = _find(path), f"reputation:{path}"
        if signal is None:
            continue
        _receivers[path] = _make_receiver(sorted(arguments))
        if path.startswith(OWN):
            events.record(signal, _receivers[path], uid=uid)
        else:
            signal.connect(_receivers[path], dispatch_uid=uid)


def _find(path: str) -> Signal | None:
    try:
        found = import_string(path)
    except ImportError:
        return None
    return found if isinstance(found, Signal) else None


def _make_receiver(arguments: Sequence[tuple[str, str]]) -> Callable[..., None]:
    def on_rule_event(**facts: Any) -> None:
        look_again({(kind, _key(facts.get(argument))) for argument, kind in arguments})

    return on_rule_event


def _key(value: Any) -> int | None:
    return value.pk if isinstance(value, Model) else value


def look_again(places: set[tuple[str, int | None]]) -> None:
    """Have the worker look at these rows, and at what hangs on them. One message for each."""
    with transaction.atomic(savepoint=False):
        for kind, pk in sorted((kind, pk) for kind, pk in places if pk is not None):
            queue.put(EVENT, key=f"{kind}:{pk}", kind=kind, id=pk)


def consume(messages: Sequence[OutboxMessage]) -> None:
    """The consumer of the outbox: the rows that each rule is to look at, then all of them together."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    for message in messages:
        places[message.payload["kind"]].add(message.payload["id"])
    if places.get("member"):
        forget_people(places["member"])
    if places.get(RANKS):
        apply_ranks()
    follow({rule.reason: ids for rule in all_rules() if (ids := _rows(rule, places))})


def _rows(rule: PointRule, places: dict[str, set[int]]) -> set[int]:
    ids = set(places.get(rule.source, ()))
    for kind in ("topic", "answer"):
        lookup = getattr(rule, kind)
        if lookup and places.get(kind):
            ids |= rule.rows_at(lookup, places[kind])
    if places.get("member"):
        # What they earn now, and what the ledger says that they earned or gave.
        ids |= rule.rows_at(rule.earner, places["member"])
        told = LedgerEntry.objects.standing().about(places["member"]).filter(reason=rule.reason)
        ids |= set(told.values_list("source_id", flat=True))
    return ids
