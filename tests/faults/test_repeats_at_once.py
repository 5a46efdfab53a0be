"""The same form sent twice at the same moment, as a double click on two lines or two tabs does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from feedback_community.actions.members import ensure_member
from feedback_community.enums import TrustLevel
from feedback_community.models import Answer, Member, Subscription, Topic
from tests.factories import make_forum, make_representative, make_topic, make_user
from tests.faults.test_votes_at_once import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

TIMES = 8


def send(user: object, url: str, fields: dict[str, str]) -> list[str]:
    """Send the form from so many browsers at once. Gives the addresses that they were led to."""
    places: list[str] = []

    def press(client: Client) -> None:
        response = client.post(url, fields)
        assert response.status_code == 302, response.content.decode()
        places.append(response["Location"])

    clients = [Client() for _number in range(TIMES)]
    for client in clients:
        client.force_login(user)
    all_at_once([lambda client=client: press(client) for client in clients])
    return places


def test_asking_twice_at_once_opens_one_topic():
    forum, author = make_forum(), make_user("Double Clicker")
    # A new member may open three topics a day, and so many presses count before they are known as one.
    Member.objects.filter(pk=ensure_member(author).pk).update(trust=TrustLevel.KNOWN)
    fields = {
        "forum": forum.slug,
        "topic_type": "question",
        "title": "How do I restart the router?",
        "body": "It blinks.",
        "suggested": "1",
    }
    places = send(author, reverse("feedback_community:ask"), fields)
    topic = Topic.objects.get()
    assert places == [topic.get_absolute_url()] * TIMES
    assert Member.objects.filter(user=author).count() == 1
    assert Subscription.objects.filter(topic=topic).count() == 1


def test_answering_twice_at_once_gives_one_answer():
    topic = make_topic()
    url = reverse("feedback_community:topic_answer", args=[topic.pk])
    places = send(make_user("Double Clicker"), url, {"body": "Hold the button."})
    answer = Answer.objects.get()
    assert places == [answer.get_absolute_url()] * TIMES
    topic.refresh_from_db()
    assert topic.answer_count == 1


def test_answering_officially_twice_at_once_gives_one_official_answer():
    topic = make_topic()
    url = reverse("feedback_community:official_answer", args=[topic.pk])
    send(make_representative(topic.forum), url, {"body": "Hold the button."})
    topic.refresh_from_db()
    assert topic.official_answer_id == Answer.objects.get().pk
    assert topic.events.filter(kind="official_set").count() == 1
