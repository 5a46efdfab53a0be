"""A vote and its undoing, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback_community.actions.managing import move_topic
from feedback_community.models import Topic
from tests.factories import (
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_X_COMMUNITY_FRAGMENT": "1"}


@pytest.fixture
def customer(client: Client) -> Client:
    client.force_login(make_user())
    return client


def url(target: Any, act: str) -> str:
    return f"/community/{'t' if isinstance(target, Topic) else 'a'}/{target.pk}/{act}/"


def test_cast_and_taken_back_without_scripts(customer: Client) -> None:
    topic = make_topic()
    response = customer.post(url(topic, "vote"), follow=True)
    assert "Thank you, your vote counts." in response.text
    assert f'action="{url(topic, "unvote")}"' in response.text
    topic.refresh_from_db()
    assert topic.vote_count == 1
    customer.post(url(topic, "unvote"))
    topic.refresh_from_db()
    assert topic.vote_count == 0


def test_a_script_gets_the_button_as_it_stands_then(customer: Client) -> None:
    topic = make_topic()
    response = customer.post(url(topic, "vote"), **SCRIPT)
    assert response.status_code == 200
    assert response.text.count("<form") == 1
    assert "<html" not in response.text
    assert f'action="{url(topic, "unvote")}"' in response.text
    assert 'aria-pressed="true"' in response.text
    assert '<span class="community-num">1</span>' in response.text
    back = customer.post(url(topic, "unvote"), **SCRIPT)
    assert '<span class="community-num">0</span>' in back.text


def test_helpful(customer: Client) -> None:
    answer = make_answer(make_topic())
    response = customer.post(url(answer, "vote"), **SCRIPT)
    assert f'action="{url(answer, "unvote")}"' in response.text
    answer.refresh_from_db()
    assert answer.helpful_count == 1


def test_back_to_the_list_the_button_stood_on(customer: Client) -> None:
    topic = make_topic()
    there = "/community/topics/?sort=votes"
    response = customer.post(url(topic, "vote"), {"next": there})
    assert response.headers["Location"] == f"{there}#topic-{topic.pk}"


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_never_to_another_site(customer: Client, there: str) -> None:
    topic = make_topic()
    response = customer.post(url(topic, "vote"), {"next": there}, HTTP_REFERER=there)
    assert response.headers["Location"] == topic.get_absolute_url()


def test_the_reason_is_told_when_it_does_not_count(client: Client) -> None:
    topic = make_topic()
    client.force_login(topic.author.user)
    assert "You cannot vote for what you wrote yourself." in client.post(url(topic, "vote"), follow=True).text
    response = client.post(url(topic, "vote"), **SCRIPT)
    assert (response.status_code, response.text) == (403, "You cannot vote for what you wrote yourself.")


def test_looking_at_the_address_votes_for_nothing(customer: Client) -> None:
    topic = make_topic()
    response = customer.get(url(topic, "vote"))
    assert response.headers["Location"] == topic.get_absolute_url()
    topic.refresh_from_db()
    assert topic.vote_count == 0


def test_what_one_may_not_see_is_not_there(customer: Client) -> None:
    hidden = make_topic(make_group_forum(member := make_user("Member Of It")), author=member)
    private = make_topic(is_private=True)
    missing = [f"/community/t/{hidden.pk + 1000}/vote/"]
    for address in [url(hidden, "vote"), url(private, "vote"), *missing]:
        assert customer.post(address).status_code == 404
        assert customer.post(address, **SCRIPT).status_code == 404
    assert not hidden.votes.exists()


def test_not_after_it_moved_out_of_sight(customer: Client) -> None:
    forum, hidden = make_forum(), make_group_forum()
    topic = make_topic(forum)
    assert customer.get(topic.get_absolute_url()).status_code == 200
    move_topic(topic, by=make_representative(), to=hidden)
    assert customer.post(url(topic, "vote")).status_code == 404
