"""Signed out, any act leads through the host's own login and then completes by one button."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client

from feedback_community import limits
from feedback_community.models import Answer, Topic
from feedback_community.web.pending import SESSION_KEY
from tests.factories import make_forum, make_group_forum, make_topic, make_user
from tests.flows.test_ask import ASK, form

pytestmark = pytest.mark.django_db
CONTINUE = "/community/continue/"
LOGIN = f"/accounts/login/?next={CONTINUE}"


def sign_in(client: Client, user: Any = None) -> Any:
    """Through the host's login page, as a browser does."""
    user = user or make_user()
    response = client.post(LOGIN, {"username": user.email, "password": "password"})
    assert response.headers["Location"] == CONTINUE
    return user


def press(client: Client, page: str, action: str) -> Any:
    """Send the one form with this action, with its hidden fields."""
    match = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert match, page
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', match[1]):
        fields.setdefault(name, []).append(value.replace("&gt;", ">").replace("&#x27;", "'"))
    return client.post(action, fields, follow=True)


def test_an_answer_is_shown_again_and_sent_by_one_button(client: Client) -> None:
    topic = make_topic()
    action = f"/community/t/{topic.pk}/answer/"
    response = client.post(action, {"body": "Hold the **button**\nfor ten seconds."})
    assert response.headers["Location"] == LOGIN
    assert not Answer.objects.exists()
    user = sign_in(client)
    page = client.get(CONTINUE).text
    assert "Hold the <strong>button</strong>" in page
    assert topic.title in page
    assert not Answer.objects.exists()
    sent = press(client, page, action)
    answer = Answer.objects.get()
    assert (answer.author.user, answer.body) == (user, "Hold the **button**\nfor ten seconds.")
    assert "Your answer is posted." in sent.text
    assert SESSION_KEY not in client.session
    assert "Nothing is waiting here" in client.get(CONTINUE).text


def test_a_topic_is_written_signed_out_and_posted_after_login(client: Client) -> None:
    forum = make_forum()
    assert client.get(ASK).status_code == 200
    assert "Preview" in client.post(ASK, form(forum, step="preview")).text
    response = client.post(ASK, form(forum))
    assert response.headers["Location"] == LOGIN
    user = sign_in(client)
    page = client.get(CONTINUE).text
    assert "How do I restart the router?" in page
    press(client, page, ASK)
    assert Topic.objects.get().author.user == user


def test_a_kept_topic_can_be_changed_before_it_is_sent(client: Client) -> None:
    forum = make_forum()
    client.post(ASK, form(forum))
    sign_in(client)
    change = re.search(r'href="(/community/ask/\?kept=[^"]+)"', client.get(CONTINUE).text)
    assert change
    page = client.get(change[1]).text
    assert "It blinks **red**." in page
    kept = change[1].split("=")[1]
    assert f'name="kept" value="{kept}"' in page
    client.post(ASK, form(forum, title="A better title for it", kept=kept))
    assert Topic.objects.get().title == "A better title for it"
    assert SESSION_KEY not in client.session


def test_a_vote_is_completed_by_one_button(client: Client) -> None:
    topic = make_topic()
    action = f"/community/t/{topic.pk}/vote/"
    assert client.post(action).headers["Location"] == LOGIN
    sign_in(client)
    assert topic.votes.count() == 0
    press(client, client.get(CONTINUE).text, action)
    topic.refresh_from_db()
    assert topic.vote_count == 1


def test_a_follow_is_completed_too(client: Client) -> None:
    topic = make_topic()
    action = f"/community/t/{topic.pk}/follow/"
    client.post(action, {"level": "official"})
    user = sign_in(client)
    press(client, client.get(CONTINUE).text, action)
    assert topic.subscriptions.get(member__user=user).level == "official"


def test_a_script_is_told_to_take_the_plain_way(client: Client) -> None:
    topic = make_topic()
    response = client.post(f"/community/t/{topic.pk}/vote/", HTTP_X_COMMUNITY_FRAGMENT="1")
    assert response.status_code == 401


def test_an_answer_and_a_vote_wait_side_by_side(client: Client) -> None:
    topic = make_topic()
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "My answer."})
    client.post(f"/community/t/{topic.pk}/vote/")
    sign_in(client)
    page = client.get(CONTINUE).text
    press(client, page, f"/community/t/{topic.pk}/vote/")
    assert "My answer." in client.get(CONTINUE).text


def test_signed_out_nothing_tells_whether_an_address_exists(client: Client) -> None:
    hidden = make_topic(make_group_forum(member := make_user("Member Of It")), author=member)
    answers = [
        client.post(f"/community/t/{pk}/{act}/", {"body": "x"})
        for pk in (hidden.pk, hidden.pk + 999)
        for act in ("answer", "vote", "close")
    ]
    assert {(response.status_code, response.headers["Location"]) for response in answers} == {(302, LOGIN)}


def test_after_login_what_may_not_be_seen_is_not_named_and_the_text_is_not_lost(client: Client) -> None:
    hidden = make_topic(make_group_forum(member := make_user("Member Of It")), author=member)
    client.post(f"/community/t/{hidden.pk}/answer/", {"body": "My precious words."})
    sign_in(client)
    page = client.get(CONTINUE).text
    assert hidden.title not in page
    assert "My precious words." in page
    assert f"/community/t/{hidden.pk}/answer/" not in page


def test_kept_for_some_days_and_a_few_at_most(client: Client) -> None:
    topics = [make_topic() for _number in range(limits.PENDING_ACTS + 2)]
    for topic in topics:
        client.post(f"/community/t/{topic.pk}/vote/")
    kept = client.session[SESSION_KEY]
    assert [act["kwargs"]["pk"] for act in kept] == [t.pk for t in topics[-limits.PENDING_ACTS :]]
    session = client.session
    for act in kept:
        act["at"] = time.time() - limits.PENDING_ACT_DAYS * 86_400 - 1
    session[SESSION_KEY] = kept
    session.save()
    sign_in(client)
    assert "Nothing is waiting here" in client.get(CONTINUE).text


def test_what_is_too_large_is_not_put_into_the_session(client: Client) -> None:
    topic = make_topic()
    words = "x" * (limits.PENDING_ACT_LENGTH + 1)
    response = client.post(f"/community/t/{topic.pk}/answer/", {"body": words})
    assert response.status_code == 200
    assert words in response.text
    assert SESSION_KEY not in client.session


def test_one_can_throw_it_away(client: Client) -> None:
    topic = make_topic()
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "Not this."})
    sign_in(client)
    press(client, client.get(CONTINUE).text, CONTINUE)
    assert SESSION_KEY not in client.session
    assert not Answer.objects.exists()


def test_signed_out_the_page_leads_to_the_login(client: Client) -> None:
    client.post(f"/community/t/{make_topic().pk}/vote/")
    assert client.get(CONTINUE).headers["Location"] == LOGIN


def test_a_session_that_ended_while_writing_loses_no_text(client: Client) -> None:
    topic = make_topic(body="First.")
    edit = f"/community/t/{topic.pk}/edit/"
    client.post(edit, {"title": topic.title, "body": "My second thought."})
    sign_in(client, topic.author.user)
    page = client.get(CONTINUE).text
    assert "My second thought." in page
    press(client, page, edit)
    topic.refresh_from_db()
    assert topic.body == "My second thought."
