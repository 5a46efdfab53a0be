"""Live search proposes what was asked before, to those who may see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings

from feedback_community.models import Topic
from feedback_community.search.indexing import index_topics
from feedback_community.search.queries import suggest_similar
from tests.factories import (
    default_site,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)


def ask(typed: str, user: Any = None, **options: Any) -> list[str]:
    """By default for a visitor; a new one each time, because rights are remembered on the user."""
    found = suggest_similar(typed, user=user or AnonymousUser(), site=default_site(), **options)
    return [suggestion.title for suggestion in found]


def index_all() -> None:
    index_topics(Topic.objects.values_list("pk", flat=True))


@pytest.fixture
def topics(index: Path) -> None:
    forum = make_forum()
    for title in (
        "The router loses the wireless connection at night",
        "How do I pay by card?",
        "Роутер теряет соединение по ночам",
        "Как оплатить счёт картой?",
        "Please add a dark theme",
    ):
        make_topic(forum, title=title, body="…")
    index_all()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("wireless connections lost", "The router loses the wireless connection at night"),
        ("conection lost wirelss", "The router loses the wireless connection at night"),
        ("wirel", "The router loses the wireless connection at night"),
        ("PAYING BY CARD", "How do I pay by card?"),
        ("соединения роутера", "Роутер теряет соединение по ночам"),
        ("саединение", "Роутер теряет соединение по ночам"),
        ("оплата счета", "Как оплатить счёт картой?"),
        ("счет", "Как оплатить счёт картой?"),
        ("dark them", "Please add a dark theme"),
    ],
)
def test_other_forms_misspellings_and_beginnings_find_the_topic(topics: None, typed: str, title: str) -> None:
    assert ask(typed)[0] == title


def test_fewer_than_three_characters_find_nothing(topics: None) -> None:
    assert ask("ro") == []


def test_the_body_refines_what_the_title_finds(index: Path) -> None:
    forum = make_forum()
    make_topic(forum, title="It does not work", body="The television has no picture.")
    make_topic(forum, title="It does not work!", body="The telephone has no tone.")
    index_all()
    assert ask("does not work", body="no tone in the telephone", typing=False)[0] == "It does not work!"


def test_what_is_removed_since_is_not_proposed(topics: None) -> None:
    Topic.objects.filter(title__startswith="Please").update(state="removed")
    assert "Please add a dark theme" not in ask("dark theme")


def test_a_topic_of_a_closed_forum_is_proposed_only_to_its_members(index: Path) -> None:
    insider = make_user()
    make_topic(make_group_forum(insider), author=insider, title="Secret price list")
    index_all()
    assert ask("secret price") == []
    assert ask("secret price", make_user()) == []
    assert ask("secret price", insider) == ["Secret price list"]


def test_a_private_topic_is_proposed_to_its_author_and_to_staff_only(index: Path) -> None:
    author, forum = make_user(), make_forum()
    make_topic(forum, author=author, title="My contract number is wrong", is_private=True)
    index_all()
    assert ask("contract number", make_user()) == []
    assert ask("contract number", author) == ["My contract number is wrong"]
    assert ask("contract number", make_representative(forum)) == ["My contract number is wrong"]


def test_a_word_of_any_length_is_indexed(index: Path) -> None:
    make_topic(title="An address " + "я" * 150, body="https://example.com/" + "x" * 5000)
    index_all()
    assert len(ask("address")) == 1


def backwards(query: str, candidates: list[Any]) -> list[Any]:
    return candidates[::-1]


def broken(query: str, candidates: list[Any]) -> list[Any]:
    raise ValueError(query)


def test_a_reranker_decides_the_order_and_a_broken_one_does_not(topics: None) -> None:
    plain = ask("how do I router connection card")
    with override_settings(FEEDBACK_COMMUNITY={"SEARCH_RERANKER": f"{__name__}.backwards"}):
        assert ask("how do I router connection card") == plain[::-1]
    with override_settings(FEEDBACK_COMMUNITY={"SEARCH_RERANKER": f"{__name__}.broken"}):
        assert ask("how do I router connection card") == plain
