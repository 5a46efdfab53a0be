"""Invisible means absent, on every address we serve.

The addresses are taken from the URL configuration itself, so a new page is asked without being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page, Site

from feedback_community.actions.subscriptions import subscribe
from feedback_community.actions.tags import make_tag
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import ForumVisibility, ModerationPolicy, Right
from feedback_community.models import Topic
from tests.factories import (
    grant,
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

SECRET = "zqxsecret"
#: Stands beside the secret word in the same text; a page may repeat what was searched for.
BAIT = "bluewhale"
MISSING = 987_654_321
QUERIES = ("", f"?q={BAIT}&sort=newest", "?sort=trending&mine=1")


def our_routes() -> Iterator[str]:
    """Every route below the community's namespace, as a pattern like "t/<int:pk>/<str:slug>/"."""

    def walk(patterns: list[Any], prefix: str, inside: bool) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                ours = inside or pattern.namespace == "feedback_community"
                yield from walk(pattern.url_patterns, route, ours)
            elif isinstance(pattern, URLPattern) and inside:
                yield route

    return walk(get_resolver().url_patterns, "/", False)


def address(route: str, topic: Topic | None, answer_pk: int) -> str:
    """The route with the hidden things in it, or with things that do not exist."""
    values = {
        "pk": MISSING if topic is None else (answer_pk if "/a/" in route else topic.pk),
        "slug": "no-such-thing" if topic is None else _slug(route, topic),
        "handle": "no-such-person",
        "token": "no-such-token",
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values.get(match[1], 1)), route)


def _slug(route: str, topic: Topic) -> str:
    return topic.forum.slug if "/f/" in route else ("hidden-tag" if "/tags/" in route else topic.slug)


def is_about_the_topic(route: str) -> bool:
    return any(part in route for part in ("/t/<", "/a/<"))


def is_a_list(route: str) -> bool:
    return "<" not in route or "/f/" in route or "/tags/" in route


def hidden_topic(kind: str) -> Topic:
    """A topic with a secret word in everything a page could print, that outsiders may not see."""
    tag = make_tag("hidden tag")
    author = make_user(f"Ann {SECRET.title()}")
    words: dict[str, Any] = {"title": f"Topic {SECRET} title", "body": f"The {SECRET} text of a {BAIT}."}
    match kind:
        case "private":
            forum = make_forum()
            topic = make_topic(forum, author=author, is_private=True, **words)
        case "group forum":
            forum = make_group_forum(author, description=SECRET)
            topic = make_topic(forum, author=type(author).objects.get(pk=author.pk), **words)
        case "held":
            forum = make_forum(moderation_policy=ModerationPolicy.ALL)
            topic = make_topic(forum, author=author, **words)
        case "other site":
            root = Page.objects.get(depth=1)
            site = Site.objects.create(hostname="other.example", root_page=root)
            forum = make_forum(site=site, description=SECRET)
            topic = make_topic(forum, author=author, **words)
        case "moved to a private forum":
            forum = make_forum()
            topic = make_topic(forum, author=author, **words)
            subscribe(topic, by=make_user("Early Follower"))
            hidden = make_forum(visibility=ForumVisibility.GROUPS)
            Topic.objects.filter(pk=topic.pk).update(forum=hidden)
            topic.refresh_from_db()
    topic.tags.add(tag)
    return topic


def outsiders(kind: str) -> dict[str, Any]:
    elsewhere = make_forum("Elsewhere")
    return {
        "anonymous": None,
        "customer": make_user("Carl Customer"),
        "moderator of another forum": make_representative(elsewhere),
        "employee of another forum": grant(make_user("Emma Elsewhere"), Right.EMPLOYEE, forum=elsewhere),
    }


def client_for(user: Any) -> Client:
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    return client


def same_answer(hidden: Any, missing: Any) -> bool:
    """Status and target agree, apart from the address that was asked for."""
    place = re.sub(r"\d+", "N", hidden.headers.get("Location", ""))
    expected = re.sub(r"\d+", "N", missing.headers.get("Location", ""))
    return hidden.status_code == missing.status_code and _shape(place) == _shape(expected)


def _shape(location: str) -> str:
    return re.sub(r"(%2F|/)[tfa](%2F|/)[^&?]*", "OBJECT", location)


KINDS = ("private", "group forum", "held", "other site", "moved to a private forum")


@pytest.mark.parametrize("kind", KINDS)
def test_no_address_shows_what_is_hidden_or_that_it_exists(kind: str):
    topic = hidden_topic(kind)
    answer_pk = MISSING
    if topic.is_published:
        author = type(topic.author.user).objects.get(pk=topic.author.user_id)
        if kind != "moved to a private forum":
            answer_pk = make_answer(topic, author=author, body=f"Answer {SECRET}.").pk
    routes = list(our_routes())
    assert len(routes) > 20
    for who, user in outsiders(kind).items():
        client = client_for(user)
        for route in routes:
            for query in QUERIES if is_a_list(route) else ("",):
                response = client.get(address(route, topic, answer_pk) + query)
                body = b"".join(response) if response.streaming else response.content
                assert SECRET not in body.decode(), (who, route, query)
            if not is_about_the_topic(route):
                continue
            for method in ("get", "post"):
                hidden = getattr(client, method)(address(route, topic, answer_pk))
                missing = getattr(client, method)(address(route, None, MISSING))
                assert same_answer(hidden, missing), (who, method, route, hidden.status_code)


@pytest.mark.parametrize("kind", KINDS)
def test_no_act_of_an_outsider_changes_what_is_hidden(kind: str):
    topic = hidden_topic(kind)
    before = Topic.objects.filter(pk=topic.pk).values().get()
    fields = {"body": "Hello there", "level": "all", "reason": "x", "status": "1", "title": "A new title"}
    for user in outsiders(kind).values():
        client = client_for(user)
        for route in our_routes():
            if is_about_the_topic(route):
                client.post(address(route, topic, MISSING), fields)
    assert Topic.objects.filter(pk=topic.pk).values().get() == before
    assert topic.answers.count() == topic.votes.count() == 0


def test_a_removed_topic_shows_its_reason_and_not_its_text():
    forum = make_forum()
    topic = make_topic(forum, title=f"Topic {SECRET} title", body=f"The {SECRET} text.")
    make_answer(topic, body=f"Answer {SECRET}.")
    remove_topic(topic, by=make_representative(forum), reason="It named a person.")
    client = Client()
    for reader in (client, client_for(make_user("Carl Customer"))):
        for route in our_routes():
            response = reader.get(address(route, topic, topic.answers.get().pk))
            body = b"".join(response) if response.streaming else response.content
            assert SECRET not in body.decode(), route
    stub = client.get(topic.get_absolute_url(), follow=True)
    assert "It named a person." in stub.content.decode()


def test_no_page_shows_an_address_of_a_person():
    forum = make_forum()
    topic = make_topic(forum, author=make_user("Maria Lind"))
    make_answer(topic, author=make_user("Peer Helper"))
    client = client_for(make_representative(forum))
    for route in our_routes():
        handle = topic.author.handle
        path = address(route.replace("<str:handle>", handle), topic, topic.answers.get().pk)
        response = client.get(path, follow=True)
        body = b"".join(response) if response.streaming else response.content
        assert "private.example" not in body.decode(), route
