"""One row per session and settled query."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback_community.actions.searches import hash_session, purge_searches, record_search
from feedback_community.enums import SearchOutcome, SearchSource
from feedback_community.models import SearchRecord, Topic
from feedback_community.search.indexing import index_topics
from tests.factories import default_site, make_forum, make_topic


def record(query: str, session: str = "s1", **facts: object) -> SearchRecord | None:
    return record_search(
        query,
        site=default_site(),
        session_key=session,
        source=SearchSource.LIVE,
        **{"result_count": 1, **facts},
    )


@pytest.mark.django_db
def test_a_query_that_grows_is_one_row() -> None:
    record("rout")
    record("router bl", result_count=3)
    record("router")
    row = SearchRecord.objects.get()
    assert (row.query, row.result_count) == ("router bl", 3)
    record("another thing")
    record("router blinks", session="s2")
    assert SearchRecord.objects.count() == 3


@pytest.mark.django_db
def test_the_session_itself_is_not_kept() -> None:
    record("router", session="the session key")
    key = SearchRecord.objects.get().session_key
    assert key == hash_session("the session key")
    assert "the session key" not in key


@pytest.mark.django_db
def test_after_half_an_hour_it_is_another_search() -> None:
    record("router")
    SearchRecord.objects.update(updated_at=timezone.now() - timedelta(minutes=31))
    record("router blinks")
    assert SearchRecord.objects.count() == 2


@pytest.mark.django_db
def test_too_short_queries_are_not_kept() -> None:
    assert record("ab") is None


@pytest.mark.django_db
def test_rows_older_than_thirteen_months_go() -> None:
    record("router")
    record("another")
    old = SearchRecord.objects.order_by("pk").first()
    SearchRecord.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=400))
    assert purge_searches() == 1
    assert SearchRecord.objects.get().query == "another"


def test_this_answers_me_is_kept_and_leads_to_the_topic(index: Path, client: Client) -> None:
    topic = make_topic(title="The router blinks red")
    index_topics([topic.pk])
    client.get(reverse("feedback_community:suggest"), {"q": "router blinks"})
    answered = {"q": "router blinks", "count": 1, "topic": topic.pk, "outcome": "answered"}
    response = client.post(reverse("feedback_community:search_record"), answered)
    assert response["Location"] == topic.get_absolute_url()
    row = SearchRecord.objects.get()
    assert (row.outcome, row.clicked_topic, row.source) == (SearchOutcome.ANSWERED, topic, SearchSource.LIVE)


def test_a_hidden_topic_cannot_be_recorded(index: Path, client: Client) -> None:
    hidden = make_topic(make_forum(), title="Soon removed")
    Topic.objects.filter(pk=hidden.pk).update(is_private=True)
    data = {"q": "soon removed", "topic": hidden.pk}
    assert client.post(reverse("feedback_community:search_record"), data).status_code == 404
    assert (
        client.post(reverse("feedback_community:search_record"), {"q": "x", "topic": 10**9}).status_code
        == 404
    )


def test_the_search_page_keeps_the_query_once(index: Path, client: Client) -> None:
    for _time in range(2):
        client.get(reverse("feedback_community:search"), {"q": "router"})
    assert SearchRecord.objects.get().source == SearchSource.SITE


def test_the_fragment_shows_marks_and_buttons_and_no_script(index: Path, client: Client) -> None:
    topic = make_topic(title="The router <b>blinks</b> red")
    index_topics([topic.pk])
    page = client.get(reverse("feedback_community:suggest"), {"q": "router blinks"})
    html = page.content.decode()
    assert "The router &lt;b&gt;blinks&lt;/b&gt; red" in html
    assert "This answers me" in html
    assert "Me too" in html
    assert "<script" not in html
    assert "style=" not in html
    assert "no-store" in page["Cache-Control"]
