"""Merging: votes, followers and answers united, nothing deleted, and the exact way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_community.actions.answers import edit_answer, post_answer, remove_answer
from feedback_community.actions.counters import recount_counters
from feedback_community.actions.duplicates import suggest_duplicate
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.merge_plan import plan_merge
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.subscriptions import set_wishes, subscribe, unsubscribe
from feedback_community.actions.topics import remove_topic
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import ForumVisibility, ModerationState, SubscriptionLevel, Timing, TopicType
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import (
    Answer,
    DuplicateSuggestion,
    Forum,
    Merge,
    OutboxMessage,
    Subscription,
    Topic,
    Vote,
)
from tests.factories import (
    make_answer,
    make_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def rows_of(topic: Topic) -> dict[str, Any]:
    """Everything that belongs to a topic, to the last column."""
    return {
        "topic": Topic.objects.filter(pk=topic.pk).values().get(),
        "votes": list(Vote.objects.filter(topic=topic).order_by("pk").values()),
        "wishes": list(Subscription.objects.filter(topic=topic).order_by("pk").values()),
        "answers": list(Answer.objects.filter(topic=topic).order_by("pk").values()),
        "mentions": list(topic.mentions.order_by("pk").values()),
        "comments": [
            (a.comment.pk, a.comment.object_pk, a.comment.thread_id, a.comment.order)
            for a in Answer.objects.filter(topic=topic).order_by("pk")
        ],
        "forum": Forum.objects.filter(pk=topic.forum_id).values("topic_count").get(),
    }


def sound() -> None:
    assert recount_counters(fix=False) == {}
    assert list(find_problems()) == []


@pytest.fixture
def pair() -> tuple[Topic, Topic, Any]:
    """A duplicate and its survivor with voters, answers and followers of both and of each."""
    forum = make_forum()
    staff = make_representative(forum)
    duplicate = make_topic(forum, title="Router restarts at night", topic_type=TopicType.PROBLEM)
    survivor = make_topic(forum, title="The router reboots every night", topic_type=TopicType.PROBLEM)
    both, only = make_user("Both Voter"), make_user("Only Voter")
    for user in (both, only):
        cast_vote(duplicate, voter=user)
    cast_vote(survivor, voter=both)
    first = make_answer(duplicate, body="Mine too.")
    make_answer(duplicate, body="Same here, @nobody.", parent=first)
    make_answer(survivor, body="We look into it.")
    return again(duplicate), again(survivor), staff


def test_voters_are_united_and_counted_once(pair):
    duplicate, survivor, staff = pair
    plan = plan_merge(duplicate, survivor)
    assert (plan.votes, plan.new_votes, plan.answers, plan.problem) == (1, 1, 2, "")
    merge_topics(duplicate, into=survivor, by=staff)
    survivor, duplicate = again(survivor), again(duplicate)
    assert (survivor.vote_count, survivor.answer_count, survivor.merge_count) == (2, 3, 1)
    assert plan.votes_after == survivor.vote_count
    assert duplicate.state == ModerationState.MERGED
    assert survivor.votes.values("voter").distinct().count() == 2
    followers = set(survivor.subscriptions.values_list("member", flat=True))
    assert set(duplicate.subscriptions.values_list("member", flat=True)) <= followers
    assert Forum.objects.get().topic_count == 1
    sound()


def test_the_author_of_the_survivor_does_not_vote_for_it(pair):
    duplicate, survivor, staff = pair
    cast_vote(duplicate, voter=survivor.author.user)
    merge_topics(duplicate, into=survivor, by=staff)
    assert not again(survivor).votes.filter(voter=survivor.author).exists()
    sound()


def test_undoing_gives_exactly_the_earlier_rows(pair):
    duplicate, survivor, staff = pair
    before = rows_of(duplicate), rows_of(survivor)
    merge_topics(duplicate, into=survivor, by=staff)
    assert unmerge_topic(again(duplicate), by=staff) is True
    assert (rows_of(duplicate), rows_of(survivor)) == before
    assert not Merge.objects.exists()
    assert unmerge_topic(again(duplicate), by=staff) is False
    sound()


def test_what_one_wishes_to_hear_goes_along_and_back(pair):
    duplicate, survivor, staff = pair
    chosen = {"email:answer": Timing.WEEKLY}
    set_wishes(duplicate, by=make_user("Wanda Weekly"), level=SubscriptionLevel.ALL, chosen=chosen)
    before = list(duplicate.subscriptions.order_by("pk").values())
    merge_topics(duplicate, into=survivor, by=staff)
    assert survivor.subscriptions.filter(preferences=chosen).count() == 1
    unmerge_topic(again(duplicate), by=staff)
    assert list(duplicate.subscriptions.order_by("pk").values()) == before
    assert not survivor.subscriptions.filter(preferences=chosen).exists()


def test_what_happened_on_the_survivor_meanwhile_stays_there(pair):
    duplicate, survivor, staff = pair
    before = rows_of(duplicate)
    merge_topics(duplicate, into=survivor, by=staff)
    late, follower = make_user("Late Voter"), make_user("Late Follower")
    cast_vote(again(survivor), voter=late)
    subscribe(again(survivor), by=follower)
    only = Vote.objects.get(topic=survivor, merge__isnull=False).voter.user
    unsubscribe(again(survivor), by=only)
    late_answer = post_answer(again(survivor), author=late, body="Fixed for me now.")
    unmerge_topic(again(duplicate), by=staff)
    assert rows_of(duplicate) == before
    survivor = again(survivor)
    assert survivor.vote_count == 2
    assert set(survivor.answers.values_list("body", flat=True)) == {"We look into it.", late_answer.body}
    assert survivor.subscriptions.filter(member__user=follower).exists()
    # What the member said on the survivor holds there; the wish about the duplicate is what it was.
    assert survivor.subscriptions.get(member__user=only).level == SubscriptionLevel.NONE
    assert again(duplicate).subscriptions.get(member__user=only).level == SubscriptionLevel.OFFICIAL
    sound()


def test_a_vote_taken_back_on_the_survivor_is_untouched_on_the_duplicate(pair):
    duplicate, survivor, staff = pair
    before = rows_of(duplicate)
    merge_topics(duplicate, into=survivor, by=staff)
    copied = Vote.objects.get(topic=survivor, merge__isnull=False).voter.user
    assert cast_vote(again(survivor), voter=copied) is False
    assert retract_vote(again(survivor), voter=copied) is True
    assert cast_vote(again(survivor), voter=copied) is True
    unmerge_topic(again(duplicate), by=staff)
    assert rows_of(duplicate) == before
    assert again(survivor).votes.filter(voter__user=copied).count() == 1
    sound()


def test_an_answer_to_a_merged_answer_goes_back_with_it(pair):
    duplicate, survivor, staff = pair
    merge_topics(duplicate, into=survivor, by=staff)
    carried = Answer.objects.get(body="Mine too.")
    reply = post_answer(again(survivor), author=make_user("Replier"), body="Really?", parent=carried)
    assert edit_answer(again(carried), by=carried.author.user, body="Mine too, since May.")
    unmerge_topic(again(duplicate), by=staff)
    assert again(reply).topic_id == again(carried).topic_id == duplicate.pk
    assert again(reply).merge_id is None
    assert again(duplicate).answer_count == 3
    sound()


def test_of_two_solutions_staff_choose(pair):
    duplicate, survivor, staff = pair
    theirs, ours = Answer.objects.get(body="Mine too."), Answer.objects.get(body="We look into it.")
    mark_solution(theirs, by=staff)
    mark_solution(ours, by=staff)
    before = rows_of(duplicate), rows_of(survivor)
    plan = plan_merge(again(duplicate), again(survivor))
    assert [(mark, a.pk, b.pk) for mark, a, b in plan.choices] == [("solution", ours.pk, theirs.pk)]
    with pytest.raises(InvalidChange):
        merge_topics(again(duplicate), into=again(survivor), by=staff)
    merge_topics(again(duplicate), into=again(survivor), by=staff, keep={"solution": "duplicate"})
    assert again(survivor).solution_id == theirs.pk
    sound()
    unmerge_topic(again(duplicate), by=staff)
    assert (rows_of(duplicate), rows_of(survivor)) == before


def test_the_only_solution_goes_along_and_comes_back(pair):
    duplicate, survivor, staff = pair
    mark_solution(Answer.objects.get(body="Mine too."), by=staff)
    merge_topics(again(duplicate), into=survivor, by=staff)
    assert again(survivor).solution.body == "Mine too."
    unmerge_topic(again(duplicate), by=staff)
    assert again(survivor).solution is None
    assert again(duplicate).solution.body == "Mine too."
    sound()


def test_no_merge_goes_in_a_circle_or_a_chain(pair):
    first, second, staff = pair
    third = make_topic(first.forum)
    with pytest.raises(InvalidChange, match="itself"):
        merge_topics(first, into=first, by=staff)
    merge_topics(first, into=second, by=staff)
    for duplicate, survivor, words in (
        (first, second, "already"),
        (first, third, "already"),
        (second, first, "itself merged"),
        (third, first, "into that one instead"),
        (second, third, "other way round"),
    ):
        with pytest.raises(InvalidChange, match=words):
            merge_topics(again(duplicate), into=again(survivor), by=staff)
    merge_topics(third, into=again(second), by=staff)
    assert again(second).merge_count == 2
    sound()


def test_rights_are_needed_in_both_forums(pair):
    duplicate, _survivor, _staff = pair
    other = make_topic(make_forum("Television"))
    one_sided = make_representative(duplicate.forum)
    for source, target in ((duplicate, other), (other, duplicate)):
        with pytest.raises(NotAllowed):
            merge_topics(source, into=target, by=one_sided)
    both = make_representative()
    merge_topics(duplicate, into=other, by=both)
    with pytest.raises(NotAllowed):
        unmerge_topic(again(duplicate), by=make_representative(duplicate.forum))


def test_a_private_topic_is_never_merged_into_the_open():
    forum = make_forum()
    staff, author = make_representative(forum), make_user()
    public = make_topic(forum)
    private = make_topic(forum, author=author, is_private=True)
    strange = make_topic(forum, is_private=True)
    for source, target in ((private, public), (public, private), (private, strange)):
        with pytest.raises(InvalidChange, match="private"):
            merge_topics(source, into=target, by=staff)
    own = make_topic(forum, author=author, is_private=True)
    merge_topics(own, into=private, by=staff)
    sound()


def test_a_merge_says_before_who_will_read_what(pair):
    duplicate, survivor, _staff = pair
    hidden = make_forum("Board", visibility=ForumVisibility.SIGNED_IN)
    Topic.objects.filter(pk=duplicate.pk).update(forum=hidden)
    assert "become readable" in plan_merge(again(duplicate), survivor).warning
    assert "no longer read" in plan_merge(survivor, again(duplicate)).warning


def test_a_merged_topic_is_neither_voted_nor_answered_nor_removed(pair):
    duplicate, survivor, staff = pair
    merge_topics(duplicate, into=survivor, by=staff)
    for act in (
        lambda: cast_vote(duplicate, voter=make_user()),
        lambda: post_answer(duplicate, author=make_user(), body="Hello there."),
        lambda: remove_topic(again(duplicate), by=staff, reason="Spam."),
    ):
        with pytest.raises((InvalidChange, NotAllowed)):
            act()
    sound()


def test_followers_of_the_duplicate_hear_of_it_once(pair):
    duplicate, survivor, staff = pair
    muted = make_user("Muted Person")
    unsubscribe(duplicate, by=muted)
    merge_topics(duplicate, into=survivor, by=staff)
    messages = OutboxMessage.objects.filter(event="topic_merged")
    told = [pk for message in messages for pk in message.payload["members"]]
    wishes = duplicate.subscriptions.exclude(level=SubscriptionLevel.NONE)
    assert sorted(told) == sorted(wishes.values_list("member", flat=True))
    assert len(told) == len(set(told)) >= 4


def test_a_removed_answer_of_the_duplicate_stays_removed(pair):
    duplicate, survivor, staff = pair
    merge_topics(duplicate, into=survivor, by=staff)
    remove_answer(Answer.objects.get(body="Mine too."), by=staff, reason="Off topic.")
    unmerge_topic(again(duplicate), by=staff)
    assert again(duplicate).answer_count == 1
    sound()


def test_a_suggestion_waits_for_staff_and_is_confirmed_by_the_merge(pair):
    duplicate, survivor, staff = pair
    member = make_user("Finder Keeper")
    assert suggest_duplicate(duplicate, of=survivor, by=member) is True
    assert suggest_duplicate(duplicate, of=survivor, by=make_user()) is False
    suggestion = DuplicateSuggestion.objects.get()
    assert 0 < suggestion.similarity <= 1
    merge_topics(duplicate, into=survivor, by=staff)
    assert again(suggestion).decision == "confirmed"
    with pytest.raises(InvalidChange):
        suggest_duplicate(survivor, of=survivor, by=member)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("merge", "unmerge", "vote", "unvote", "answer", "follow", "mute")),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=14,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_happens_the_numbers_are_those_of_the_rows(steps):
    with transaction.atomic():
        play(steps)
        sound()
        transaction.set_rollback(True)


def play(steps: list[tuple[str, int, int]]) -> None:
    """Undoing compares the rows with those before the merge, to the last column."""
    forum = make_forum()
    staff = make_representative(forum)
    topics = [make_topic(forum) for _ in range(4)]
    people = [make_user() for _ in range(4)]
    kept: dict[int, dict[str, Any]] = {}
    for act, first, second in steps:
        topic, other = again(topics[first]), again(topics[second])
        before = rows_of(topic)
        try:
            done = perform(act, topic, other, again(people[second]), staff)
        except (InvalidChange, NotAllowed):
            continue
        if act == "merge":
            kept[topic.pk] = before
        elif act == "unmerge" and done:
            expected = kept.pop(topic.pk)
            assert {**rows_of(topic), "forum": None} == {**expected, "forum": None}
        elif topic.pk in kept:
            # Done to the duplicate itself, by its own address: that is no part of the merge.
            now = rows_of(topic)
            kept[topic.pk] |= {"votes": now["votes"], "wishes": now["wishes"]}
            kept[topic.pk]["topic"]["vote_count"] = now["topic"]["vote_count"]


def perform(act: str, topic: Topic, other: Topic, person: Any, staff: Any) -> Any:
    match act:
        case "merge":
            return merge_topics(topic, into=other, by=staff)
        case "unmerge":
            return unmerge_topic(topic, by=staff)
        case "vote":
            return cast_vote(topic, voter=person)
        case "unvote":
            return retract_vote(topic, voter=person)
        case "answer":
            return post_answer(topic, author=person, body="One more.")
        case "follow":
            return subscribe(topic, by=person)
    return unsubscribe(topic, by=person)
