from __future__ import annotations

import pytest

from feedback_community.actions.privacy import answer_consent, ask_consent
from feedback_community.enums import EventKind
from feedback_community.exceptions import InvalidChange, NotAllowed
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return make_forum()


@pytest.fixture
def topic(forum):
    return make_topic(forum, is_private=True)


def test_asked_once_and_public_at_once_when_the_author_agrees(forum, topic):
    staff = make_representative(forum)
    assert ask_consent(topic, by=staff)
    assert not ask_consent(topic, by=staff)
    assert answer_consent(topic, by=topic.author.user, agree=True)
    topic.refresh_from_db()
    forum.refresh_from_db()
    assert (topic.is_private, topic.public_consent, forum.topic_count) == (False, True, 1)
    assert topic.events.filter(kind=EventKind.MADE_PUBLIC).exists()
    assert not ask_consent(topic, by=staff)


def test_a_refusal_stays_until_the_author_thinks_again(forum, topic):
    ask_consent(topic, by=make_representative(forum))
    answer_consent(topic, by=topic.author.user, agree=False)
    topic.refresh_from_db()
    assert topic.is_private
    assert not ask_consent(topic, by=make_representative(forum))
    answer_consent(topic, by=topic.author.user, agree=True)
    topic.refresh_from_db()
    assert not topic.is_private


def test_only_the_author_decides(forum, topic):
    staff = make_representative(forum)
    ask_consent(topic, by=staff)
    for user in (staff, make_user()):
        with pytest.raises(NotAllowed):
            answer_consent(topic, by=user, agree=True)


def test_nothing_to_agree_to_before_anybody_asked(topic):
    with pytest.raises(InvalidChange):
        answer_consent(topic, by=topic.author.user, agree=True)
    topic.refresh_from_db()
    assert (topic.is_private, topic.public_consent) == (True, None)


def test_customers_do_not_ask(topic):
    with pytest.raises(NotAllowed):
        ask_consent(topic, by=topic.author.user)
