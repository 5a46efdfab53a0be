"""Keeping the index true: fed by the outbox, one writer at a time, repaired when it is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from feedback_community.models import OutboxMessage
from feedback_community.search.documents import TOPIC, Change, Key, pks_by_model
from feedback_community.search.engine import get_engine, our_indexes
from feedback_community.search.errors import IndexBusy, IndexUnusable

logger = logging.getLogger("feedback_community.search")

CHANNEL = "search"
#: The second one is for documents of optional apps: it names the model.
EVENTS = ("topic_changed", "document_changed")
#: Messages taken at once: one commit of the index for all.
BATCH = 200
#: Objects looked at together when a rebuild catches up.
CATCH_UP = 500
#: The clocks of the database and of this machine may differ by so much.
MARGIN = timedelta(minutes=1)
#: Seconds between two looks at the index.
CHECK_EVERY = 30


def index_events(messages: Sequence[OutboxMessage]) -> None:
    """The outbox's consumer. Looks at the rows as they are now, so repeating it does no harm."""
    index_documents(_key_of(message.payload) for message in messages)


def _key_of(payload: dict[str, Any]) -> Key:
    return (payload["model"], int(payload["pk"])) if "model" in payload else (TOPIC, int(payload["topic"]))


def index_topics(pks: Iterable[int]) -> None:
    index_documents((TOPIC, pk) for pk in pks)


def index_documents(keys: Iterable[Key]) -> None:
    """Bring these documents up to date, or take them out. A lost index is built again."""
    try:
        for index, changed, gone in _changes(keys):
            get_engine().community_write(index, changed, gone)
    except IndexUnusable as problem:
        logger.warning("The search index is built again: %s", problem)
        rebuild_index()


def _changes(keys: Iterable[Key]) -> list[Change]:
    """For each index the objects to write and the identifiers to take out. Documents of an app that is
    not installed any more are left alone until the next rebuild."""
    known = our_indexes()
    return [
        (known[model], *_state_of(known[model], model, set(pks)))
        for model, pks in pks_by_model(sorted(set(keys))).items()
        if model in known
    ]


def _state_of(index: Any, model: str, wanted: set[int]) -> tuple[list[Any], list[str]]:
    found: list[Any] = []
    ordered = sorted(wanted)
    for start in range(0, len(ordered), CATCH_UP):
        found += index.index_queryset().filter(pk__in=ordered[start : start + CATCH_UP])
    gone = wanted - {obj.pk for obj in found}
    return found, [f"{model}.{pk}" for pk in sorted(gone)]


def rebuild_index(advance: Callable[[int], None] = lambda count: None) -> None:
    """Build the whole index again. The old one serves meanwhile, and what changes meanwhile is not lost.
    Raises `IndexBusy` while another rebuild runs."""
    started = timezone.now()
    get_engine().community_rebuild(advance, lambda: _changed_since(started))


def _changed_since(started: datetime) -> list[Change]:
    """What was written to the old index only; the outbox remembers it. What still waits there comes to
    the new index by itself."""
    done_since = Q(done_at__gte=started - MARGIN)
    in_hand = Q(done_at=None, leased_until__isnull=False)
    told = OutboxMessage.objects.filter(done_since | in_hand, channel=CHANNEL)
    return _changes(_key_of(payload) for payload in told.values_list("payload", flat=True).iterator())


def documents_to_index() -> int:
    """How many documents a rebuild writes at most, for a progress bar."""
    return sum(index.index_queryset().count() for index in our_indexes().values())


def repair_index() -> bool:
    """Periodic: build the index again when it is gone or cannot be read. Says whether it did."""
    try:
        get_engine().community_check()
    except IndexUnusable as problem:
        logger.warning("The search index is built again: %s", problem)
    else:
        return False
    try:
        rebuild_index()
    except IndexBusy:
        return False
    return True


def is_healthy() -> bool:
    """For checks and tests: whether the index can be searched."""
    try:
        get_engine().community_check()
    except IndexUnusable:
        return False
    return True
