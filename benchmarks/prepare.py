"""Fills the database of a measurement, in a process of its own. Prints where to look as one JSON line."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from benchmarks import data  # noqa: E402
from feedback_community.models import Member, Topic  # noqa: E402
from tests.projects.home.models import HomePage  # noqa: E402


def session_cookie() -> str:
    """A signed-in customer, without a login page in between."""
    user = Member.objects.exclude(user=None).first().user
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
    """The address of the page after so many "older" links."""
    from benchmarks.deep import older_than  # noqa: PLC0415

    place = min(pages * 25, Topic.objects.count() - 50)
    topic = Topic.objects.public().order_by("-last_activity_at", "-id")[place]
    return older_than(topic)


def main(arguments: list[str]) -> None:
    if arguments[0] == "grow":
        data.multiply_topics(int(arguments[1]))
        return
    make_home()
    keys = data.fill(people=2_000, topics=int(arguments[0]), answers_each=int(arguments[1]), votes=200_000)
    found = {"cookie": session_cookie(), "deep": deep_page(500)}
    client = Client()
    for name, pk in keys.items():
        found[f"topic_{name}"] = client.get(f"/community/t/{pk}/-/").headers.get(
            "Location", f"/community/t/{pk}/-/"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
