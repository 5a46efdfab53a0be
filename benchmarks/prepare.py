"""Fills the database of a measurement, in a process of its own. Prints where to look as one JSON line."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from benchmarks import data  # noqa: E402
from feedback_community.enums import StatusKind  # noqa: E402
from feedback_community.models import Member, OutboxMessage, Status, Topic, Vote  # noqa: E402
from feedback_community.web.keyset import Order  # noqa: E402
from tests.projects.home.models import HomePage  # noqa: E402


def session_cookie(user: Any) -> str:
    """A signed-in customer, without a login page in between."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def make_home() -> None:
    """The bare Wagtail page: published, empty, in the base template of the host."""
    site = Site.objects.get(is_default_site=True)
    page = HomePage(title="Bare", slug="bare")
    Page.objects.get(depth=1).add_child(instance=page)
    site.root_page = page
    site.save()


def deep_page(pages: int) -> str:
    """The address of the list page after so many "older" links."""
    place = min(pages * 25, Topic.objects.count() - 50)
    topic = Topic.objects.public().order_by("-last_activity_at", "-id")[place]
    return f"/community/topics/?after={Order('last_activity_at', datetime).cursor(topic)}"


def voters() -> dict[str, Any]:
    """Two topics and 201 signed-in people."""
    make_home()
    people = data.make_people(202)
    topics = data.make_topics(2, people[201:])
    Topic.objects.update(vote_count=0, status=Status.objects.get(kind=StatusKind.OPEN), topic_type="idea")
    cookies = [session_cookie(member.user) for member in people[:201]]
    return {"topics": [topic.pk for topic in topics], "cookies": cookies}


def counts() -> dict[int, list[int]]:
    """Vote rows and counter of each topic."""
    return {t.pk: [Vote.objects.filter(topic=t).count(), t.vote_count] for t in Topic.objects.all()}


def open_topics(voter: Member, count: int) -> list[int]:
    """Topics that this person has not voted on and may."""
    topics = Topic.objects.public().exclude(author=voter).exclude(votes__voter=voter)
    topics = topics.exclude(topic_type="update").filter(status__kind=StatusKind.OPEN)
    return list(topics.values_list("pk", flat=True)[:count])


def voter(topics: int) -> dict[str, Any]:
    """So many ideas of other people, and somebody who may vote for all of them."""
    make_home()
    me, author = data.make_people(2)
    found = data.make_topics(topics, [author])
    Topic.objects.update(vote_count=0, status=Status.objects.get(kind=StatusKind.OPEN), topic_type="idea")
    return {"topics": [topic.pk for topic in found], "cookie": session_cookie(me.user)}


def waiting() -> int:
    """Messages that reputation has to work off."""
    return OutboxMessage.objects.filter(channel="reputation").count()


def full(topics: int, answers_each: int) -> dict[str, Any]:
    """The whole community, and the addresses that are measured."""
    make_home()
    keys = data.fill(people=2_000, topics=topics, answers_each=answers_each, votes=200_000)
    member = Member.objects.exclude(user=None).earliest("pk")
    found = {
        "cookie": session_cookie(member.user),
        "deep": deep_page(500),
        "open": open_topics(member, 130),
    }
    client = Client()
    for name, pk in keys.items():
        found[f"topic_{name}"] = client.get(f"/community/t/{pk}/-/").headers.get(
            "Location", f"/community/t/{pk}/-/"
        )
    return found


def main(arguments: list[str]) -> None:
    match arguments:
        case ["grow", times]:
            data.multiply_topics(int(times))
        case ["voters"]:
            print(json.dumps(voters()))
        case ["voter", topics]:
            print(json.dumps(voter(int(topics))))
        case ["waiting"]:
            print(waiting())
        case ["counts"]:
            print(json.dumps(counts()))
        case [topics, answers_each]:
            print(json.dumps(full(int(topics), int(answers_each))))


if __name__ == "__main__":
    main(sys.argv[1:])
