"""What people looked for: one row per session and settled query, never one per keystroke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac

from feedback_community import events, limits, signals
from feedback_community.enums import SearchOutcome
from feedback_community.models import SearchRecord, Topic

#: Queries of one session that grow out of one another within this time are one.
SETTLING = timedelta(minutes=30)
#: Rows deleted at once.
PURGED_AT_ONCE = 1_000
#: Shorter queries tell nothing.
QUERY_MIN_LENGTH = 3
#: Documents of a list that are kept: what nobody scrolls to was not shown.
SHOWN = 10


def hash_session(session_key: str) -> str:
    """A keyed hash: enough to join keystrokes, useless to find the session."""
    return salted_hmac("feedback_community.search", session_key, algorithm="sha256").hexdigest()


@transaction.atomic
def record_search(
    query: str,
    *,
    site: Model,
    session_key: str,
    source: str,
    result_count: int | None = None,
    shown: Sequence[str] = (),
    clicked: Topic | None = None,
    clicked_document: str = "",
    outcome: str = SearchOutcome.NONE,
    asked: Topic | None = None,
) -> SearchRecord | None:
    """Keep a settled query, or what became of it. None when it is too short to tell anything."""
    query = " ".join(query.replace("\x00", "").split()).lower()[: limits.QUERY_LENGTH]
    if len(query) < QUERY_MIN_LENGTH or not session_key:
        return None
    hashed = hash_session(session_key)
    record = _growing(query, site=site, hashed=hashed, source=source)
    if record is None:
        record = SearchRecord(site=site, session_key=hashed, source=source)
    if len(query) >= len(record.query):
        record.query = query
        if result_count is not None:
            record.result_count = max(0, result_count)
            record.shown = list(shown)[:SHOWN]
    record.clicked_topic = clicked or record.clicked_topic
    record.clicked_document = clicked_document or record.clicked_document
    record.asked_topic = asked or record.asked_topic
    if outcome != SearchOutcome.NONE:
        record.outcome = outcome
    record.updated_at = timezone.now()
    record.save()
    events.emit_on_commit(signals.search_recorded, SearchRecord, record=record, by=None)
    return record


def _growing(query: str, *, site: Model, hashed: str, source: str) -> SearchRecord | None:
    """The row of a query that this one continues, or takes back a few letters of."""
    recent = SearchRecord.objects.filter(
        site=site,
        session_key=hashed,
        source=source,
        updated_at__gte=timezone.now() - SETTLING,
    )
    record = recent.select_for_update().order_by("-updated_at", "-pk").first()
    if record is None:
        return None
    known: str = record.query
    return record if known.startswith(query) or query.startswith(known) else None


def purge_searches() -> int:
    """Periodic: forget what is older than a year can be compared with."""
    before = timezone.now() - timedelta(days=limits.SEARCH_RECORD_MONTHS * 365.25 / 12)
    deleted = 0
    while True:
        old = SearchRecord.objects.filter(created_at__lt=before).order_by("pk")
        pks = list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE])
        if not pks:
            return deleted
        deleted += SearchRecord.objects.filter(pk__in=pks).delete()[0]
