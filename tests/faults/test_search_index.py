"""The search index gone, corrupt or locked: reading, searching and posting go on, and it is repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback_community.models import OutboxMessage, Topic
from feedback_community.search import indexing
from feedback_community.search.errors import IndexBusy
from feedback_community.search.queries import suggest_similar
from feedback_community.search.xapian_index import store
from tests.core.search.conftest import index, index_path  # noqa: F401
from tests.factories import default_site, make_forum, make_topic

TITLE = "The router loses the connection"


def ask(typed: str) -> list[str]:
    found = suggest_similar(typed, user=AnonymousUser(), site=default_site())
    return [suggestion.title for suggestion in found]


@pytest.fixture
def topic(index: Path) -> Topic:  # noqa: F811
    topic = make_topic(title=TITLE)
    indexing.index_topics([topic.pk])
    assert ask("router connection") == [TITLE]
    return topic


def destroy(folder: Path) -> None:
    for table in folder.glob("v-*/*.glass"):
        table.write_bytes(b"\xff" * max(1, table.stat().st_size))


@pytest.mark.parametrize("harm", [shutil.rmtree, destroy])
def test_without_a_usable_index_the_database_is_searched(
    topic: Topic,
    index_path: Path,  # noqa: F811
    client: Client,
    harm: object,
) -> None:
    harm(index_path)
    assert ask("router connection") == [TITLE]
    page = client.get(reverse("feedback_community:search"), {"q": "router"})
    assert b"loses the connection" in page.content
    # A process that has read the files before may go on with what it remembers of them.
    assert b"simpler than usual" in page.content or harm is destroy
    assert make_topic(make_forum(), title="Posting goes on").is_published


@pytest.mark.parametrize("harm", [shutil.rmtree, destroy])
def test_the_periodic_look_repairs_it(topic: Topic, index_path: Path, harm: object) -> None:  # noqa: F811
    harm(index_path)
    ask("router connection")
    assert indexing.repair_index()
    assert not indexing.repair_index()
    assert indexing.is_healthy()


def test_a_single_update_of_a_lost_index_brings_everything_back(
    topic: Topic,
    index_path: Path,  # noqa: F811
    client: Client,
) -> None:
    other = make_topic(title="Another question")
    shutil.rmtree(index_path)
    indexing.index_topics([other.pk])
    page = client.get(reverse("feedback_community:search"), {"q": "router"})
    assert b"simpler than usual" not in page.content
    assert TITLE.split()[-1].encode() in page.content


def test_a_locked_index_is_tried_again_later(
    topic: Topic,
    index_path: Path,  # noqa: F811
) -> None:
    with store.Store(str(index_path)).locked(), pytest.raises(IndexBusy):
        with store.Store(str(index_path)).locked(seconds=0.1):
            pass
    assert ask("router connection") == [TITLE]


def test_what_changes_during_a_rebuild_is_in_the_new_index(topic: Topic) -> None:
    def change(count: int) -> None:
        Topic.objects.filter(pk=topic.pk).update(title="Renamed in the meantime")
        indexing.index_topics([topic.pk])
        remember(topic.pk)

    indexing.rebuild_index(change)
    assert ask("renamed meantime") == ["Renamed in the meantime"]


def remember(pk: int) -> None:
    """As the worker leaves it: the message of the change is done."""
    OutboxMessage.objects.create(
        channel=indexing.CHANNEL,
        event="topic_changed",
        key=f"topic:{pk}",
        payload={"topic": pk},
        group="g",
        done_at=timezone.now(),
    )
