from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.repeats import (
    create_topic_once,
    post_answer_once,
    post_official_answer_once,
)
from feedback_community.enums import TopicType
from feedback_community.models import Answer, Topic
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def ask(forum, author, **fields):
    words = {"topic_type": TopicType.QUESTION, "title": "How do I restart?", "body": "It blinks.", **fields}
    return create_topic_once(forum, author=author, **words)


def test_a_double_click_opens_one_topic():
    forum, author = make_forum(), make_user()
    assert ask(forum, author) == ask(forum, author, title=" How do  I restart? ")
    assert Topic.objects.count() == 1


def test_another_person_forum_text_or_time_is_another_topic():
    forum, other, author = make_forum(), make_forum("TV"), make_user()
    ask(forum, author)
    ask(forum, make_user())
    ask(other, author)
    ask(forum, author, body="It does not blink.")
    with time_machine.travel(timezone.now() + timedelta(seconds=limits.REPEAT_SECONDS + 1)):
        ask(forum, author)
    assert Topic.objects.count() == 5


def test_a_double_click_gives_one_answer():
    topic, author = make_topic(), make_user()
    assert post_answer_once(topic, author=author, body="Yes.") == post_answer_once(
        topic, author=author, body="Yes."
    )
    staff = make_representative()
    assert post_official_answer_once(topic, by=staff, body="Yes.") == post_official_answer_once(
        topic, by=staff, body="Yes."
    )
    assert Answer.objects.count() == 2
