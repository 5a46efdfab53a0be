from __future__ import annotations

import pytest

from feedback_community.actions.subscriptions import subscribe, unsubscribe
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import SubscriptionLevel, SubscriptionReason
from feedback_community.models import CommunityTag, Subscription
from tests.factories import make_answer, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_one_wish_per_person_and_thing():
    topic, user = make_topic(), make_user()
    subscribe(topic, by=user)
    subscribe(topic, by=user, level=SubscriptionLevel.OFFICIAL)
    row = topic.subscriptions.get(member__user=user)
    assert (row.level, row.reason) == (SubscriptionLevel.OFFICIAL, SubscriptionReason.CHOICE)


def test_forums_and_tags_are_followed_and_left():
    user = make_user()
    for target in (make_forum(), CommunityTag.objects.create(name="Router", slug="router")):
        subscribe(target, by=user)
        assert target.subscriptions.count() == 1
        assert unsubscribe(target, by=user)
        assert not unsubscribe(target, by=user)
    assert not Subscription.objects.exists()


def test_who_left_a_topic_is_not_brought_back_by_a_default():
    topic, user = make_topic(), make_user()
    cast_vote(topic, voter=user)
    assert unsubscribe(topic, by=user)
    assert not unsubscribe(topic, by=user)
    make_answer(topic, author=user)
    assert topic.subscriptions.get(member__user=user).level == SubscriptionLevel.NONE


def test_who_voted_and_answers_then_hears_everything():
    topic, user = make_topic(), make_user()
    cast_vote(topic, voter=user)
    make_answer(topic, author=user)
    row = topic.subscriptions.get(member__user=user)
    assert (row.level, row.reason) == (SubscriptionLevel.ALL, SubscriptionReason.ANSWERER)
