"""The forms of posts: what robots do makes a post wait, and what people do never loses one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from feedback_community.actions.members import ensure_member
from feedback_community.enums import HoldReason, ModerationState, TrustLevel
from feedback_community.models import Answer, Forum, Member, ModerationItem, Topic
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_seconds(settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {**getattr(settings, "FEEDBACK_COMMUNITY", {}), "FORM_MIN_SECONDS": 3}


@pytest.fixture
def forum() -> Forum:
    return make_forum()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stamp_on(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    assert 'name="website"' in page
    return re.findall(r'name="stamp" value="([^"]+)"', page)[0]


def asked(forum: Forum, **more: str) -> dict[str, str]:
    words = {"title": "My router blinks", "body": "It blinks red.", "topic_type": "question"}
    return {"forum": forum.slug, "step": "send", "suggested": "1", **words, **more}


def ask(client: Client, forum: Forum, *, after: float, **more: str) -> Topic:
    with time_machine.travel(timezone.now() - timedelta(seconds=after)):
        more.setdefault("stamp", stamp_on(client, "/community/ask/"))
    assert client.post("/community/ask/", asked(forum, **more)).status_code == 302
    return Topic.objects.latest("pk")


def held_because() -> tuple[str, str]:
    item = ModerationItem.objects.get()
    return item.reason, item.detail


def test_whoever_types_like_a_person_posts_at_once(forum: Forum) -> None:
    assert ask(client_of(make_user()), forum, after=5).is_published


def test_a_form_that_comes_back_at_once_waits_with_its_text(forum: Forum) -> None:
    topic = ask(client_of(make_user()), forum, after=0)
    assert (topic.state, topic.body) == (ModerationState.HELD, "It blinks red.")
    assert held_because() == (HoldReason.FORM, "sent within 3 seconds")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"website": "https://pills.example"}, "hidden field filled in"),
        ({"stamp": "form:made-up:by-myself"}, "form without its stamp"),
        ({"stamp": ""}, "form without its stamp"),
    ],
)
def test_what_robots_do_makes_the_post_wait(forum: Forum, more: dict[str, str], why: str) -> None:
    assert ask(client_of(make_user()), forum, after=60, **more).state == ModerationState.HELD
    assert held_because() == (HoldReason.FORM, why)


def test_a_stamp_does_not_serve_for_ever(forum: Forum) -> None:
    assert not ask(client_of(make_user()), forum, after=80 * 3_600).is_published
    assert held_because() == (HoldReason.FORM, "form shown long ago")


def test_known_members_and_staff_may_be_quick(forum: Forum) -> None:
    known = make_user("Kay Known")
    Member.objects.filter(pk=ensure_member(known).pk).update(trust=TrustLevel.KNOWN)
    for user in (type(known).objects.get(pk=known.pk), make_representative(forum)):
        assert ask(client_of(user), forum, after=0, title=f"Of {user.pk} and more").is_published


def test_the_form_below_a_topic_is_guarded_as_well(forum: Forum) -> None:
    topic, client = make_topic(forum), client_of(make_user("Quick Answerer"))
    stamp = stamp_on(client, topic.get_absolute_url())
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "Buy pills.", "stamp": stamp})
    assert Answer.objects.get().state == ModerationState.HELD
    with time_machine.travel(timezone.now() + timedelta(seconds=9)):
        client.post(f"/community/t/{topic.pk}/answer/", {"body": "Hold the button.", "stamp": stamp})
    assert Answer.objects.latest("pk").is_published


def test_the_time_goes_on_through_preview_and_suggestions(forum: Forum) -> None:
    client = client_of(make_user())
    with time_machine.travel(timezone.now() - timedelta(seconds=9)):
        stamp = stamp_on(client, "/community/ask/")
        page = client.post("/community/ask/", asked(forum, stamp=stamp, step="preview")).content.decode()
    assert f'name="stamp" value="{stamp}"' in page


def test_the_guard_can_be_switched_off(forum: Forum, settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {**settings.FEEDBACK_COMMUNITY, "FORM_MIN_SECONDS": 0}
    assert ask(client_of(make_user()), forum, after=0).is_published
