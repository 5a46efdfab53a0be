"""Another Haystack engine by setting alone: index, find, remove, rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from haystack import connections

from feedback_community.models import Topic
from feedback_community.search import wording
from feedback_community.search.indexing import index_topics, rebuild_index, repair_index
from feedback_community.search.queries import Narrowing, search_topics, suggest_similar
from tests.factories import default_site, make_forum, make_group_forum, make_topic, make_user

pytest.importorskip("whoosh")


@pytest.fixture
def whoosh(db: None, tmp_path: Path) -> Iterator[None]:
    before = connections.connections_info["default"]
    connections.connections_info["default"] = {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": str(tmp_path / "whoosh"),
    }
    connections.reload("default")
    yield
    connections.connections_info["default"] = before
    connections.reload("default")


def ask(typed: str, user: Any = None) -> list[str]:
    return [s.title for s in suggest_similar(typed, user=user or AnonymousUser(), site=default_site())]


def test_another_engine_indexes_finds_removes_and_rebuilds(whoosh: None) -> None:
    insider, forum = make_user(), make_forum()
    topic = make_topic(forum, title="The router loses the connection")
    make_topic(make_group_forum(insider), author=insider, title="Secret connection prices")
    index_topics(Topic.objects.values_list("pk", flat=True))
    assert ask("router conn") == [topic.title]
    assert "Secret connection prices" in ask("secret connection", insider)

    found = search_topics(
        wording.read("router AND connection"),
        Narrowing(topic_type="question"),
        user=AnonymousUser(),
        site=default_site(),
    )
    assert found.pks == [topic.pk]
    assert not found.degraded

    rebuild_index()
    assert ask("router conn") == [topic.title]
    Topic.objects.filter(pk=topic.pk).update(state="removed")
    index_topics([topic.pk])
    assert ask("router conn") == []
    assert not repair_index()
