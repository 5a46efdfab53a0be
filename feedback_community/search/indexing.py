"""Keeping the index true: fed by the outbox, one writer at a time, repaired when it is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from feedback_community.models import OutboxMessage, Topic
from feedback_community.search.engine import get_engine, get_index
from feedback_community.search.errors import IndexBusy, IndexUnusable
from feedback_community.search.topics import indexable_topics

logger = logging.getLogger("feedback_community.search")

CHANNEL = "search"
EVENTS = ("topic_changed",)
#: Messages taken at once: one commit of the index for all.
BATCH = 200
#: Topics looked at together when a rebuild catches up.
CATCH_UP = 500
#: The clocks of the database and of this machine may differ by so much.
MARGIN = timedelta(minutes=1)
#: Seconds between two looks at the index.
CHECK_EVERY = 30


def index_events(messages: Sequence[OutboxMessage]) -> None:
    """The outbox's consumer. Looks at the rows as they are now, so repeating it does no harm."""
    index_topics({int(message.payload["topic"]) for message in messages})


def index_topics(pks: Iterable[int]) -> None:
    """Bring the documents of these topics up to date, or take them out. A lost index is built again."""
    try:
        get_engine().community_write(get_index(Topic), *_state_of(pks))
    except IndexUnusable as problem:
        logger.warning("The search index is built again: %s", problem)
        rebuild_index()


def _state_of(pks: Iterable[int]) -> tuple[list[Topic], list[str]]:
    """Topics to write, and identifiers to take out."""
    wanted = set(pks)
    found = list(indexable_topics().filter(pk__in=wanted))
    gone = wanted - {topic.pk for topic in found}
    return found, [f"{Topic._meta.label_lower}.{pk}" for pk in sorted(gone)]


def rebuild_index(advance: Callable[[int], None] = lambda count: None) -> None:
    """Build the whole index again. The old one serves meanwhile, and what changes meanwhile is not lost.
    Raises `IndexBusy` while another rebuild runs."""
    started = timezone.now()
    get_engine().community_rebuild(advance, lambda: _changed_since(started))


def _changed_since(started: datetime) -> tuple[list[Topic], list[str]]:
    """What was written to the old index only; the outbox remembers it. What still waits there comes to
    the new index by itself."""
    done_since = Q(done_at__gte=started - MARGIN)
    in_hand = Q(done_at=None, leased_until__isnull=False)
    told = OutboxMessage.objects.filter(done_since | in_hand, channel=CHANNEL)
    pks = {int(payload["topic"]) for payload in told.values_list("payload", flat=True).iterator()}
    changed: list[Topic] = []
    gone: list[str] = []
    ordered = sorted(pks)
    for start in range(0, len(ordered), CATCH_UP):
        part, lost = _state_of(ordered[start : start + CATCH_UP])
        changed += part
        gone += lost
    return changed, gone


def topics_to_index() -> int:
    """How many documents a rebuild writes, for a progress bar."""
    return Topic.objects.published().count()


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
