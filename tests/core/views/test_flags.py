"""The pages for reporting a post and for asking for a second look."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback_community.actions.flags import ensure_flag_reasons
from feedback_community.actions.moderation import reject_content
from feedback_community.enums import ModerationPolicy, ModerationState
from feedback_community.models import Flag, Forum, ModerationItem, Topic
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    return make_forum()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(target: Any, name: str) -> str:
    kind = "t" if isinstance(target, Topic) else "a"
    return f"/community/{kind}/{target.pk}/{name}/"


def rejected(forum: Forum, author: Any) -> Topic:
    forum.moderation_policy = ModerationPolicy.ALL
    forum.save()
    topic = make_topic(forum, author=author, body="My honest words.")
    reject_content(ModerationItem.objects.get(), moderator=make_representative(forum), reason="No.")
    return Topic.objects.get(pk=topic.pk)


def test_a_reader_reports_a_topic_and_an_answer(forum: Forum) -> None:
    topic = make_topic(forum)
    answer = make_answer(topic)
    client = signed_in(make_user("Rita Reader"))
    for target in (topic, answer):
        page = client.get(act(target, "flag")).content.decode()
        assert "Advertising or spam" in page and target.excerpt in page
        response = client.post(act(target, "flag"), {"reason": "rude", "note": "Look."}, follow=True)
        assert "A moderator looks at it." in response.content.decode()
    assert set(Flag.objects.values_list("reason__slug", "note")) == {("rude", "Look.")}
    again = client.post(act(topic, "flag"), {"reason": "spam"}, follow=True).content.decode()
    assert "You have reported this before." in again
    assert Flag.objects.count() == 2


def test_a_report_needs_a_reason_and_keeps_the_words(forum: Forum) -> None:
    topic = make_topic(forum)
    client = signed_in(make_user("Rita Reader"))
    for reason in ("", "made-up"):
        page = client.post(act(topic, "flag"), {"reason": reason, "note": "My words"}).content.decode()
        assert "My words" in page
    assert not Flag.objects.exists()


def test_a_reason_that_is_no_longer_offered_is_refused(forum: Forum) -> None:
    topic = make_topic(forum)
    ensure_flag_reasons()[0].__class__.objects.filter(slug="spam").update(is_active=False)
    client = signed_in(make_user("Rita Reader"))
    assert "Advertising or spam" not in client.get(act(topic, "flag")).content.decode()
    client.post(act(topic, "flag"), {"reason": "spam"})
    assert not Flag.objects.exists()


def test_nobody_reports_the_own_post(forum: Forum) -> None:
    author = make_user("Ann Author")
    topic = make_topic(forum, author=author)
    client = signed_in(author)
    assert client.get(act(topic, "flag")).status_code == 403
    assert client.post(act(topic, "flag"), {"reason": "spam"}).status_code == 403
    assert act(topic, "flag") not in client.get(topic.get_absolute_url()).content.decode()


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_reported(forum: Forum) -> None:
    topic = make_topic(forum)
    for response in (Client().get(act(topic, "flag")), Client().post(act(topic, "flag"), {"reason": "spam"})):
        assert response.status_code == 302 and "login" in response.url
    assert not Flag.objects.exists()


def test_the_author_of_a_rejected_post_asks_once(forum: Forum) -> None:
    author = make_user("Ann Author")
    topic = rejected(forum, author)
    client = signed_in(author)
    assert act(topic, "appeal") in client.get(topic.get_absolute_url()).content.decode()
    page = client.get(act(topic, "appeal")).content.decode()
    assert "My honest words." in page
    empty = client.post(act(topic, "appeal"), {"note": " "})
    assert empty.status_code == 200 and Topic.objects.get().state == ModerationState.REJECTED
    client.post(act(topic, "appeal"), {"note": "It is a real question."})
    item = ModerationItem.objects.pending().get()
    assert (item.appeal, Topic.objects.get().state) == ("It is a real question.", ModerationState.HELD)
    reject_content(item, moderator=make_representative(forum), reason="Still no.")
    response = client.get(act(topic, "appeal"))
    assert response.status_code == 403 and "You have asked once" in response.content.decode()


def test_nobody_else_sees_that_there_is_something_to_appeal(forum: Forum) -> None:
    topic = rejected(forum, make_user("Ann Author"))
    other = signed_in(make_user("Olga Other"))
    for response in (other.get(act(topic, "appeal")), other.post(act(topic, "appeal"), {"note": "x"})):
        assert response.status_code == 404
    assert not ModerationItem.objects.pending().exists()
