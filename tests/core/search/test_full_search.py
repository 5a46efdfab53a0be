"""The search page: words are words, filters narrow, hidden text stays hidden."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.models import Topic
from feedback_community.search import wording
from feedback_community.search.highlight import highlight, snippet
from feedback_community.search.indexing import index_topics
from feedback_community.search.queries import Narrowing, did_you_mean, search_topics
from tests.factories import (
    default_site,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)


def find(typed: str, user: Any = None, **narrowing: Any) -> list[str]:
    found = search_topics(
        wording.read(typed), Narrowing(**narrowing), user=user or AnonymousUser(), site=default_site()
    )
    titles = dict(Topic.objects.filter(pk__in=found.pks).values_list("pk", "title"))
    return [titles[pk] for pk in found.pks]


def index_all() -> None:
    index_topics(Topic.objects.values_list("pk", flat=True))


@pytest.fixture
def topics(index: Path) -> None:
    forum = make_forum()
    make_topic(forum, title="Wireless connection lost", body="At night the router restarts.")
    make_topic(forum, title="Slow connection", body="In the evening only.", topic_type="problem")
    make_topic(forum, title="Тарифы и оплата", body="Сколько стоит подключение?")
    index_all()


def test_all_words_are_wanted_and_some_will_do_where_nothing_has_all(topics: None) -> None:
    assert find("connections router") == ["Wireless connection lost"]
    words = wording.read("connection television")
    found = search_topics(words, Narrowing(), user=AnonymousUser(), site=default_site())
    assert found.partial
    assert len(found.pks) == 2


def test_quotes_ask_for_a_phrase_and_a_minus_refuses_a_word(topics: None) -> None:
    assert find('"connection lost"') == ["Wireless connection lost"]
    assert find('"lost connection"') == []
    assert find("connection -router") == ["Slow connection"]


@pytest.mark.parametrize(
    "typed",
    [
        "title:connection",
        "XSCOPEf1",
        "connection AND",
        "connection OR (",
        "con*",
        '"',
        "-",
        "a" * 5000,
        "\x00",
        "*",
    ],
)
def test_what_a_visitor_types_is_never_syntax(topics: None, typed: str) -> None:
    assert set(find(typed)) <= {"Wireless connection lost", "Slow connection"}


def test_filters_narrow(topics: None) -> None:
    assert find("connection", topic_type="problem") == ["Slow connection"]
    assert find("connection", official=True) == []
    assert find("connection", status="open", solved=False) != []


def test_russian_forms_are_found(topics: None) -> None:
    assert find("тарифов") == ["Тарифы и оплата"]


def test_an_answer_is_found_through_its_topic(index: Path) -> None:
    topic = make_topic(title="It blinks")
    post_official_answer(topic, by=make_representative(topic.forum), body="Replace the **transformer**.")
    index_all()
    assert find("transformers") == ["It blinks"]


def test_a_closed_forum_gives_neither_hits_nor_spellings(index: Path) -> None:
    insider = make_user()
    make_topic(make_group_forum(insider), author=insider, title="Confidential zeppelin")
    index_all()
    assert find("zeppelin") == []
    assert find("zeppelin", insider) == ["Confidential zeppelin"]
    assert did_you_mean(wording.read("zepelin")) == ""


def test_a_misspelt_word_is_set_right(topics: None) -> None:
    assert did_you_mean(wording.read("conection lost")) == "connection lost"
    assert did_you_mean(wording.read("connection")) == ""


def test_highlighting_escapes_last() -> None:
    text = "<script>alert(1)</script> routers & router"
    marked = "&lt;script&gt;alert(1)&lt;/script&gt; <mark>routers</mark> &amp; <mark>router</mark>"
    assert highlight(text, ["router"]) == marked
    assert "<b>" not in snippet("<b>" * 200 + " router " + "<b>" * 200, ["router"])


def test_the_page_finds_sorts_and_offers_a_better_spelling(topics: None, client: Client) -> None:
    url = reverse("feedback_community:search")
    page = client.get(url, {"q": "connection", "sort": "newest"}).content.decode()
    assert page.index("Slow <mark>connection</mark>") < page.index("Wireless <mark>connection</mark>")
    page = client.get(url, {"q": "conection wireles"}).content.decode()
    assert "connection wireless" in page
    assert (
        client.get(url, {"q": "connection", "type": "no such", "page": "-7", "since": "x"}).status_code == 200
    )
    assert client.get(url).status_code == 200


def test_a_typed_script_comes_back_as_text(topics: None, client: Client) -> None:
    page = client.get(reverse("feedback_community:search"), {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in page.content


def test_a_result_says_when_in_words_of_the_reader(topics: None) -> None:
    Topic.objects.update(last_activity_at=timezone.now() - timedelta(days=3))
    assert ">3 days ago</time>" in Client().get("/community/search/", {"q": "router"}).content.decode()
