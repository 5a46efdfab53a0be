"""What a person wants of one topic or forum, by kind and channel; and the list with its filters."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse

from feedback_community.actions.members import ensure_member
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.subscriptions import set_wishes, subscribe
from feedback_community.enums import SubscriptionLevel
from feedback_community.models import Forum, Notification, Subscription, Topic
from feedback_community.outbox.worker import run_once
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db
LIST = reverse("feedback_community:notifications")


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {"MAIL_BATCH_WINDOW": 0, "MAIL_DELAY": 0}


@pytest.fixture
def forum() -> Forum:
    return make_forum()


@pytest.fixture
def topic(forum: Forum) -> Topic:
    return make_topic(forum)


@pytest.fixture
def reader(topic: Topic) -> Any:
    user = make_user("Rea Reader")
    subscribe(topic, by=user)
    return user


@pytest.fixture
def client(reader: Any) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def mailed(user: Any) -> int:
    run_once()
    return len([each for each in mail.outbox if each.to == [user.email]])


def lines(client: Client, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(LIST + query).content, "html.parser")
    return [each.p.get_text(" ", strip=True) for each in page.select(".community-notification")]


def bell(user: Any) -> list[str]:
    rows = Notification.objects.filter(recipient=ensure_member(user), channel="site")
    return sorted(rows.values_list("kind", flat=True))


def wish(user: Any, target: Topic | Forum, level: str = "all", **chosen: str) -> None:
    set_wishes(
        target,
        by=user,
        level=SubscriptionLevel(level),
        chosen={k.replace("_", ":", 1): v for k, v in chosen.items()},
    )


def test_a_choice_for_the_topic_goes_before_the_forum_and_that_before_the_person(topic: Topic, reader: Any):
    wish(reader, topic.forum, "official", email_answer="never")
    make_answer(topic)
    assert mailed(reader) == 0
    assert bell(reader) == ["answer"]
    wish(reader, topic, email_answer="now", site_answer="never")
    make_answer(topic, body="Another.")
    assert mailed(reader) == 1
    assert bell(reader) == ["answer"]


def test_other_kinds_are_not_touched(topic: Topic, reader: Any):
    wish(reader, topic, email_answer="never")
    post_official_answer(topic, by=make_representative(topic.forum), body="It is known.")
    assert mailed(reader) == 1


def test_a_muted_forum_is_silent_but_for_what_was_chosen(forum: Forum, topic: Topic, reader: Any):
    own = make_topic(forum, author=reader)
    mailed(reader)
    mail.outbox.clear()
    wish(reader, forum, "none")
    make_answer(own, body="To the own topic of somebody who muted the forum.")
    make_topic(forum)
    assert mailed(reader) == 0
    # Followed by choice: it was said of this topic itself.
    make_answer(topic)
    assert mailed(reader) == 1
    elsewhere = make_topic(make_forum("Elsewhere"), author=type(reader).objects.get(pk=reader.pk))
    make_answer(elsewhere)
    assert mailed(reader) == 2


def test_the_page_keeps_what_was_chosen_and_takes_it_back(
    forum: Forum, topic: Topic, reader: Any, client: Client
):
    for name, target in (("topic_wishes", topic), ("forum_wishes", forum)):
        url = reverse(f"feedback_community:{name}", args=[topic.pk if target is topic else forum.slug])
        client.post(url, {"level": "none", "email_answer": "weekly", "site_answer": "never"})
        row = Subscription.objects.get(member__user=reader, **{name.partition("_")[0]: target})
        assert (row.level, row.preferences) == ("none", {"email:answer": "weekly", "site:answer": "never"})
        page = BeautifulSoup(client.get(url).content, "html.parser")
        assert page.select_one("select[name=email_answer] option[selected]")["value"] == "weekly"
        assert page.select_one("input[name=level][checked]")["value"] == "none"
        bad = client.post(url, {"level": "loud"})
        assert b"community-error" in bad.content
        client.post(url, {"level": "official"})
    assert not Subscription.objects.filter(member__user=reader, forum=forum).exists()
    assert Subscription.objects.get(member__user=reader, topic=topic).preferences == {}


def test_a_notice_for_one_person_cannot_wait_for_a_summary(topic: Topic, client: Client):
    url = reverse("feedback_community:topic_wishes", args=[topic.pk])
    client.post(url, {"level": "all", "email_mention": "daily"})
    assert not Subscription.objects.filter(preferences__has_key="email:mention").exists()


def test_the_list_is_narrowed_and_lines_are_read_and_kept(topic: Topic, reader: Any, client: Client):
    make_answer(topic)
    run_once()
    post_official_answer(topic, by=make_representative(topic.forum), body="It is known.")
    run_once()
    make_answer(topic, body=f"@{ensure_member(reader).handle} look here")
    run_once()
    assert len(lines(client)) == 3
    assert len(lines(client, "?show=unread")) == 3
    assert len(lines(client, "?show=company")) == 1
    assert len(lines(client, "?show=personal")) == 1
    assert len(lines(client, "?show=nonsense")) == 3
    row = Notification.objects.filter(recipient=ensure_member(reader), channel="site").first()
    mark = reverse("feedback_community:notification_mark", args=[row.pk])
    answer = client.post(mark, {"read": "1", "next": f"{LIST}?show=unread"})
    assert answer["Location"] == f"{LIST}?show=unread"
    assert len(lines(client, "?show=unread")) == 2
    client.post(mark)
    assert len(lines(client, "?show=unread")) == 3
    other = Client()
    other.force_login(make_user("Other Person"))
    assert other.post(mark, {"read": "1"}).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None
