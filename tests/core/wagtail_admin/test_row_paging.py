"""Queues are paged by the last row seen: whoever decides meanwhile misses none, and nothing is counted."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.admin.views.generic import IndexView

from feedback_community.actions.members import ensure_member
from feedback_community.enums import ModerationPolicy
from feedback_community.models import DuplicateSuggestion, Flag, FlagReason, Forum, ModerationItem, Topic
from tests.core.wagtail_admin.conftest import signed_in
from tests.factories import make_topic, make_user

QUEUE = "/admin/community/moderation/"
FLAGS = "/admin/community/flags/"


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rows a page."""
    monkeypatch.setattr(IndexView, "get_paginate_by", lambda self, rows: 5)


@pytest.fixture
def held(internet: Forum) -> list[int]:
    Forum.objects.filter(pk=internet.pk).update(moderation_policy=ModerationPolicy.ALL)
    internet.refresh_from_db()
    for number in range(12):
        make_topic(internet, title=f"Held number {number:02}")
    return list(ModerationItem.objects.order_by("pk").values_list("pk", flat=True))


def titles(page: str, word: str = r"Held number \d\d") -> list[str]:
    return list(dict.fromkeys(re.findall(word, page)))


def link(page: str, rel: str) -> str:
    found = re.findall(rf'href="([^"]+)" rel="{rel}"', page)
    return html.unescape(found[0]) if found else ""


def walk(client: Client, url: str, rel: str, word: str = r"Held number \d\d") -> list[list[str]]:
    pages = []
    while url:
        page = client.get(url).content.decode()
        pages.append(titles(page, word))
        url = link(page, rel)
        assert len(pages) < 10
    return pages


def test_a_walk_there_and_back_sees_every_row_once(moderator: Any, held: list[int]) -> None:
    client = signed_in(moderator)
    there = walk(client, QUEUE, "next")
    assert [len(page) for page in there] == [5, 5, 2]
    assert sum(there, []) == [f"Held number {number:02}" for number in range(12)]
    page, url = "", QUEUE
    while url:
        last, page = url, client.get(url).content.decode()
        url = link(page, "next")
    assert walk(client, last, "prev") == there[::-1]


def test_rows_that_are_decided_meanwhile_push_none_out_of_sight(moderator: Any, held: list[int]) -> None:
    client = signed_in(moderator)
    page = client.get(QUEUE).content.decode()
    for pk in held[:5]:
        client.post(f"{QUEUE}{pk}/", {"decision": "approve"})
    assert titles(client.get(link(page, "next")).content.decode())[0] == "Held number 05"


def test_deciding_leads_to_the_next_post_of_the_same_list(moderator: Any, held: list[int]) -> None:
    client, seen = signed_in(moderator), []
    url = f"{QUEUE}{held[0]}/?q=number+0&kind=topic"
    while "/moderation/?" not in url:
        seen += titles(client.get(url).content.decode())[:1]
        url = client.post(url, {"decision": "approve"}).url
    assert seen == [f"Held number {number:02}" for number in range(10)]
    assert url == f"{QUEUE}?q=number+0&kind=topic"
    assert ModerationItem.objects.pending().count() == 2


def test_a_page_costs_the_same_wherever_it_is_and_counts_nothing(moderator: Any, held: list[int]) -> None:
    client = signed_in(moderator)
    client.get(QUEUE)
    costs, url = [], QUEUE
    while url:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(url).content.decode()
        costs.append(len(queries))
        assert not [q["sql"] for q in queries if "COUNT(" in q["sql"] or "OFFSET" in q["sql"]]
        url = link(page, "next")
    assert len(costs) == 3
    assert costs[1:] == costs[:1] * 2


@pytest.mark.parametrize(
    "cursor",
    [
        "after:",
        "after:[]",
        'after:["x", "y"]',
        'after:[null, "3"]',
        "before:{",
        "7",
        'after:["2026-01-01", "1e400"]',
    ],
)
def test_a_cursor_that_cannot_be_read_is_the_first_page(moderator: Any, held: list[int], cursor: str) -> None:
    page = signed_in(moderator).get(QUEUE, {"p": cursor}).content.decode()
    assert titles(page)[0] == "Held number 00"


def test_what_a_search_finds_is_told(moderator: Any, held: list[int]) -> None:
    page = signed_in(moderator).get(f"{QUEUE}?q=number").content.decode()
    assert "There are 12 matches" in page
    assert "q=number" in link(page, "next")


def test_an_empty_page_leads_to_the_beginning(moderator: Any, held: list[int]) -> None:
    client = signed_in(moderator)
    last = link(client.get(QUEUE).content.decode(), "next")
    for pk in held[5:]:
        client.post(f"{QUEUE}{pk}/", {"decision": "approve"})
    assert "To the beginning of the list" in client.get(last).content.decode()


def test_the_heaviest_flags_come_first_over_all_pages(internet: Forum, moderator: Any) -> None:
    reason = FlagReason.objects.create(slug="spam", position=1)
    reader = ensure_member(make_user())
    for number in range(12):
        topic = make_topic(internet, title=f"Flagged number {number:02}")
        weight = (number * 5) % 4 + 0.5
        Flag.objects.create(topic=topic, by=reader, reason=reason, weight=weight)
    pages = walk(signed_in(moderator), FLAGS, "next", r"Flagged number \d\d")
    order = sorted(range(12), key=lambda number: (-((number * 5) % 4), number))
    assert sum(pages, []) == [f"Flagged number {number:02}" for number in order]


def test_suggestions_and_the_console_go_on_where_they_stopped(internet: Forum, moderator: Any) -> None:
    topics = [make_topic(internet, title=f"Asked number {number:02}") for number in range(12)]
    for number, topic in enumerate(topics[:11]):
        Topic.objects.filter(pk=topic.pk).update(vote_count=number % 3)
        DuplicateSuggestion.objects.create(
            duplicate=topic, survivor=topics[11], by=ensure_member(make_user()), similarity=number % 4 / 3
        )
    word, client = r"Asked number (?!11)\d\d", signed_in(moderator)
    pages = walk(client, "/admin/community/duplicates/", "next", word)
    order = sorted(range(11), key=lambda number: (-(number % 4), -number))
    assert sum(pages, []) == [f"Asked number {number:02}" for number in order]
    for url in ("/admin/community/console/?queue=new", "/admin/community/topics/?ordering=-vote_count"):
        found = sum(walk(client, url, "next", r"Asked number \d\d"), [])
        assert sorted(found) == [f"Asked number {number:02}" for number in range(12)]
