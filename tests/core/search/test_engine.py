"""The Xapian engine: also in Haystack's own hands it bears what visitors and processes do to it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from haystack import connections
from haystack.query import SearchQuerySet

from feedback_community.models import OutboxMessage, Topic
from feedback_community.outbox import worker
from feedback_community.search import indexing
from feedback_community.search.xapian_index import spelling
from feedback_community.search.xapian_index.store import Store
from tests.factories import make_forum, make_topic


def hits(query: str) -> list[int]:
    return [int(hit.pk) for hit in SearchQuerySet().models(Topic).auto_query(query)]


def test_an_ordinary_haystack_query_finds_our_documents(index: Path) -> None:
    topic = make_topic(title="Routers restart", body="Соединения теряются.")
    indexing.index_topics([topic.pk])
    assert hits("router") == [topic.pk]
    assert hits("соединение") == [topic.pk]
    assert SearchQuerySet().models(Topic).auto_query("router")[0].object == topic
    for broken in ("router OR", "AND (", '"', "text:", "-"):
        hits(broken)


def test_an_ordinary_haystack_query_of_a_missing_index_is_empty(db: None, index_path: Path) -> None:
    assert hits("router") == []


def test_documents_hold_no_pickle(index: Path) -> None:
    topic = make_topic()
    indexing.index_topics([topic.pk])
    database = Store(str(index)).open_for_reading()
    assert database.get_document(database.get_lastdocid()).get_data().startswith(b"[")


def test_a_rebuild_is_a_switch_to_another_version(index: Path) -> None:
    topic = make_topic(title="Routers restart")
    before = Store(str(index)).current()
    output = StringIO()
    call_command("rebuild_community_index", stdout=output)
    assert "1 documents" in output.getvalue()
    assert Store(str(index)).current() != before
    assert before is not None
    assert not before.exists()
    assert hits("router") == [topic.pk]


def test_clearing_keeps_the_index_usable(index: Path) -> None:
    topic = make_topic(title="Routers restart")
    indexing.index_topics([topic.pk])
    connections["default"].get_backend().clear()
    assert hits("router") == []
    assert indexing.repair_index()
    assert hits("router") == [topic.pk]


@pytest.mark.django_db(transaction=True)
def test_the_worker_indexes_what_is_written(index_path: Path) -> None:
    indexing.rebuild_index()
    topic = make_topic(make_forum(), title="Routers restart")
    assert OutboxMessage.objects.filter(channel=indexing.CHANNEL, done_at=None).exists()
    while worker.run_once(frozenset({indexing.CHANNEL})):
        pass
    assert hits("router") == [topic.pk]


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [("router", "router", 0), ("ruoter", "router", 1), ("rooter", "router", 1), ("", "ab", 2)],
)
def test_a_swap_of_letters_is_one_mistake(left: str, right: str, edits: int) -> None:
    assert spelling.distance(left, right, 3) == edits
