from __future__ import annotations

import pytest

from feedback_community.actions.statuses import change_status
from feedback_community.actions.subscriptions import subscribe
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import StatusKind, SubscriptionLevel, SubscriptionReason, TopicType
from feedback_community.exceptions import NotAllowed
from feedback_community.models import Vote
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user, status

pytestmark = pytest.mark.django_db


def test_a_vote_counts_once_and_goes_again():
    topic = make_topic()
    voter = make_user()
    assert cast_vote(topic, voter=voter)
    assert not cast_vote(topic, voter=voter)
    topic.refresh_from_db()
    assert (topic.vote_count, topic.votes.count()) == (1, 1)
    assert retract_vote(topic, voter=voter)
    assert not retract_vote(topic, voter=voter)
    topic.refresh_from_db()
    assert (topic.vote_count, topic.votes.count()) == (0, 0)


def test_helpful_counts_on_the_answer():
    answer = make_answer(make_topic())
    voter = make_user()
    assert cast_vote(answer, voter=voter)
    answer.refresh_from_db()
    assert answer.helpful_count == 1
    assert retract_vote(answer, voter=voter)
    answer.refresh_from_db()
    assert answer.helpful_count == 0


def test_nobody_votes_for_the_own_words():
    topic = make_topic()
    answer = make_answer(topic)
    for target in (topic, answer):
        with pytest.raises(NotAllowed):
            cast_vote(target, voter=target.author.user)
    assert not Vote.objects.exists()


def test_voting_ends_with_the_topic_and_the_count_stays():
    forum = make_forum()
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    voter = make_user()
    cast_vote(topic, voter=voter)
    change_status(topic, to=status(StatusKind.DONE), by=make_representative(forum))
    topic.refresh_from_db()
    with pytest.raises(NotAllowed):
        cast_vote(topic, voter=make_user())
    assert topic.vote_count == 1
    assert retract_vote(topic, voter=voter)


def test_voting_can_be_switched_off(settings):
    settings.FEEDBACK_COMMUNITY = {"VOTING_ENABLED": False}
    with pytest.raises(NotAllowed):
        cast_vote(make_topic(), voter=make_user())


def test_a_voter_hears_of_the_status_and_no_longer_when_the_vote_goes():
    topic = make_topic()
    voter = make_user()
    cast_vote(topic, voter=voter)
    subscription = topic.subscriptions.get(member__user=voter)
    assert (subscription.level, subscription.reason) == (
        SubscriptionLevel.OFFICIAL,
        SubscriptionReason.VOTER,
    )
    retract_vote(topic, voter=voter)
    assert not topic.subscriptions.filter(member__user=voter).exists()


def test_a_wish_by_choice_outlives_the_vote():
    topic = make_topic()
    voter = make_user()
    subscribe(topic, by=voter, level=SubscriptionLevel.NONE)
    cast_vote(topic, voter=voter)
    retract_vote(topic, voter=voter)
    assert topic.subscriptions.get(member__user=voter).level == SubscriptionLevel.NONE
