"""The rules in the words of the product: caps, pairs, exclusions, and what is never earned."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Q
from django.utils import timezone

from feedback_community.actions.answers import restore_answer
from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.flags import confirm_flags, ensure_flag_reasons, flag_content
from feedback_community.actions.solutions import clear_solution, mark_solution
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import TopicType
from feedback_community.models import Member
from feedback_community.reputation.actions.recounts import recalculate
from feedback_community.reputation.actions.suspicions import find_suspicions
from feedback_community.reputation.models import BadgeAward, LedgerEntry, Reputation, Suspicion
from feedback_community.reputation.rules import PointRule
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user
from tests.reputation.play import check_everything

pytestmark = pytest.mark.django_db


def points_of(user) -> int:
    row = Reputation.objects.filter(member__user=user).first()
    return row.points if row else 0


def test_award_undo_award_again_are_three_rows(play):
    answer = play(make_answer, play(make_topic))
    voter = make_user("Vera Voter")
    for act in (cast_vote, retract_vote, cast_vote):
        play(act, answer, voter=voter)
    rows = LedgerEntry.objects.filter(reason="helpful").order_by("pk")
    # Each vote is a row of its own, so the second award has another source.
    assert [row.points for row in rows] == [5, -5, 5]
    solve = make_representative(answer.topic.forum)
    play(mark_solution, answer, by=solve)
    play(clear_solution, answer.topic, by=solve)
    play(mark_solution, answer, by=solve)
    rows = LedgerEntry.objects.filter(reason="solution").order_by("pk")
    assert [(row.points, row.sequence) for row in rows] == [(15, 1), (-15, 2), (15, 3)]
    assert [row.undoes_id for row in rows] == [None, rows[0].pk, None]
    check_everything()


def test_five_answers_and_one_topic_a_day_count(play):
    author, forum = make_user("Anna Active"), make_forum()
    topics = [play(make_topic, forum) for _ in range(7)]
    for topic in topics:
        play(make_answer, topic, author=author, body=f"Hello {topic.pk}.")
    for _ in range(3):
        play(make_topic, forum, author=author)
    assert points_of(author) == 6
    assert LedgerEntry.objects.filter(member__user=author).count() == 10
    check_everything()


def test_the_day_is_capped_but_not_for_solutions(play):
    author, forum = make_user("Anna Active"), make_forum()
    answer = play(make_answer, play(make_topic, forum), author=author)
    for number in range(30):
        play(cast_vote, answer, voter=make_user(f"Voter {number}"))
    assert points_of(author) == 100
    play(mark_solution, answer, by=make_representative(forum))
    assert points_of(author) == 115
    check_everything()


def test_an_idea_brings_forty_points_at_most(play):
    author = make_user("Ida Idea")
    idea = play(make_topic, author=author, topic_type=TopicType.IDEA)
    voters = [make_user(f"Voter {number}") for number in range(23)]
    for voter in voters:
        play(cast_vote, idea, voter=voter)
    assert points_of(author) == 41
    # An early vote taken back lets a later one in.
    play(retract_vote, idea, voter=voters[0])
    assert points_of(author) == 41
    for voter in voters[1:5]:
        play(retract_vote, idea, voter=voter)
    assert points_of(author) == 37
    check_everything()


def test_votes_between_two_persons_count_five_times_a_week_both_ways(play):
    one, other = make_user("One"), make_user("Other")
    topic = play(make_topic)
    for _ in range(4):
        play(cast_vote, play(make_answer, topic, author=one), voter=other)
        play(cast_vote, play(make_answer, topic, author=other), voter=one)
    assert points_of(one) == 4 + 3 * 5
    assert points_of(other) == 4 + 2 * 5
    check_everything()
    assert find_suspicions() == 1
    found = Suspicion.objects.get(kind="ring")
    assert (found.given, found.returned) == (4, 4)
    assert find_suspicions() == 0
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        play(cast_vote, play(make_answer, topic, author=one), voter=other)
    assert points_of(one) == 5 + 4 * 5
    check_everything()


def test_nobody_earns_from_the_own_solution_or_by_writing_for_the_company(play):
    author, forum = make_user("Anna Asker"), make_forum()
    boss = make_representative(forum)
    topic = play(make_topic, forum, author=author)
    play(mark_solution, play(make_answer, topic, author=author), by=author)
    official = play(make_answer, topic, author=boss)
    play(cast_vote, official, voter=author)
    play(make_topic, forum, author=boss, topic_type=TopicType.UPDATE)
    assert points_of(author) == 2
    assert points_of(boss) == 0
    check_everything()


def test_who_leaves_has_no_points_and_no_badges_any_more(play):
    author, forum = make_user("Lea Leaver"), make_forum()
    topic = play(make_topic, forum, author=author)
    voter = make_user("Vera Voter")
    play(cast_vote, play(make_answer, play(make_topic, forum), author=voter), voter=author)
    member = Member.objects.get(user=author)
    assert BadgeAward.objects.filter(member=member).exists()
    play(anonymise_member, member)
    assert Reputation.objects.get(member=member).points == 0
    assert not BadgeAward.objects.filter(member=member).exists()
    # What the person gave stays with those who got it.
    assert points_of(voter) == 6
    assert topic.pk
    check_everything()


def test_a_flag_that_was_right_helps_the_one_and_costs_the_spammer(play):
    forum, spammer, reader = make_forum(), make_user("Sven Spam"), make_user("Rita Reader")
    boss = make_representative(forum)
    answer = play(make_answer, play(make_topic, forum), author=spammer)
    reason = next(row for row in ensure_flag_reasons() if row.slug == "spam")
    play(flag_content, answer, by=reader, reason=reason)
    play(confirm_flags, answer, by=boss, reason="Advertising.")
    assert points_of(reader) == 2
    assert points_of(spammer) == -50
    play(restore_answer, answer, by=boss)
    assert points_of(spammer) == 1
    assert not recalculate()


REVIEWS = PointRule(
    reason="quick_answer",
    label="Host's own",
    points=4,
    model="feedback_community.Answer",
    standing=Q(state="published"),
    earner="author",
    forum="topic__forum",
    at="published_at",
    awarded_by={"feedback_community.signals.answer_published": "answer"},
    answer="pk",
)


def test_a_rule_of_the_host_is_one_value_in_the_settings(play, settings):
    author = make_user("Anna Active")
    settings.FEEDBACK_COMMUNITY_REPUTATION = {"EXTRA_RULES": ("tests.reputation.test_points.REVIEWS",)}
    play(make_answer, play(make_topic), author=author)
    assert points_of(author) == 5
