from __future__ import annotations

import pytest

from feedback_community import signals
from feedback_community.actions.answers import remove_answer, restore_answer
from feedback_community.actions.topics import remove_topic, restore_topic
from feedback_community.enums import ModerationPolicy
from feedback_community.models import OutboxMessage
from tests.factories import make_answer, make_forum, make_representative, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """What was announced, in order."""
    names: list[str] = []
    receivers = []
    for name in ("topic_published", "topic_held", "topic_removed", "answer_published"):

        def receive(name=name, **kwargs):
            names.append(name)

        receivers.append(receive)
        getattr(signals, name).connect(receive)
    yield names
    for receive, name in zip(
        receivers, ("topic_published", "topic_held", "topic_removed", "answer_published"), strict=True
    ):
        getattr(signals, name).disconnect(receive)


def test_becoming_public_is_announced_once(heard, django_capture_on_commit_callbacks):
    forum = make_forum()
    staff = make_representative(forum)
    with django_capture_on_commit_callbacks(execute=True):
        topic = make_topic(forum)
        answer = make_answer(topic)
        remove_answer(answer, by=staff, reason="Rude.")
        restore_answer(answer, by=staff)
        remove_topic(topic, by=staff, reason="Rude.")
        restore_topic(topic, by=staff)
    assert heard.count("topic_published") == 1
    assert heard.count("answer_published") == 1


def test_what_is_held_is_not_announced_as_public(heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_topic(make_forum(moderation_policy=ModerationPolicy.ALL))
    assert heard == ["topic_held"]


def test_the_consequences_stand_beside_the_change():
    topic = make_topic()
    answer = make_answer(topic)
    events = set(OutboxMessage.objects.values_list("event", flat=True))
    assert "answer_published" in events
    row = OutboxMessage.objects.filter(event="answer_published").first()
    assert row.payload["answer"] == answer.pk
    assert row.payload["cause"] == f"answer:{answer.pk}"


def test_activity_moves_with_an_answer_and_not_with_its_return():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    answer = make_answer(topic)
    topic.refresh_from_db()
    seen = topic.last_activity_at
    remove_answer(answer, by=staff, reason="Rude.")
    restore_answer(answer, by=staff)
    topic.refresh_from_db()
    assert topic.last_activity_at == seen
