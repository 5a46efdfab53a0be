"""An answer becomes a topic and an answer again."""

from __future__ import annotations

import pytest

from feedback_community.actions.answers import post_answer
from feedback_community.actions.counters import recount_counters
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.splitting import rejoin_answer, split_answer
from feedback_community.enums import ModerationState
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Answer, Topic
from tests.core.actions.test_merging import again, rows_of
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def sound() -> None:
    assert recount_counters(fix=False) == {}
    assert list(find_problems()) == []


def threads() -> list[tuple]:
    """The numbers of comments-xtd for every answer."""
    rows = Answer.objects.order_by("pk").select_related("comment")
    return [
        (a.comment.object_pk, a.comment.thread_id, a.comment.parent_id, a.comment.level, a.comment.order)
        for a in rows
    ]


def test_an_answer_becomes_a_topic_with_the_answers_to_it():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    first = make_answer(topic, body="How do I change the channel?")
    make_answer(topic, body="In the menu.", parent=first)
    kept = make_answer(topic, body="Hold the button.")
    made = split_answer(first, by=staff, title="How to change the channel", topic_type="question")
    assert made.author == first.author and made.body == first.body
    assert again(first).state == ModerationState.SPLIT
    assert [a.body for a in made.answers.all()] == ["In the menu."]
    assert (again(topic).answer_count, again(made).answer_count) == (1, 1)
    assert made.answers.get().parent is None
    late = post_answer(again(made), author=make_user(), body="Or by phone.", parent=made.answers.get())
    assert late.comment.level == 1
    assert again(kept).topic == topic
    sound()


def test_undoing_gives_the_earlier_rows_and_later_answers_stay_below():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    first = make_answer(topic, body="Another matter.")
    make_answer(topic, body="Yes?", parent=first)
    make_answer(topic, body="No?", parent=first)
    before, numbers = rows_of(again(topic)), threads()
    made = split_answer(first, by=staff, title="Another matter", topic_type="question")
    assert rejoin_answer(again(first), by=staff) is True
    after = rows_of(again(topic))
    assert {**after, "topic": None} == {**before, "topic": None}
    assert after["topic"]["answer_count"] == before["topic"]["answer_count"]
    assert threads() == numbers
    assert rejoin_answer(again(first), by=staff) is False
    again_made = split_answer(again(first), by=staff, title="Another matter", topic_type="question")
    late = post_answer(again(again_made), author=make_user(), body="Later.")
    rejoin_answer(again(first), by=staff)
    assert again(late).parent_id == first.pk and again(late).topic_id == topic.pk
    assert Topic.objects.get(pk=made.pk).state == ModerationState.SPLIT
    sound()


def test_what_cannot_be_split_off():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    answer = make_answer(topic)
    with pytest.raises(NotAllowed):
        split_answer(answer, by=make_user(), title="Not allowed", topic_type="question")
    mark_solution(answer, by=staff)
    with pytest.raises(InvalidChange, match="mark"):
        split_answer(again(answer), by=staff, title="Marked one", topic_type="question")


def test_an_answer_of_a_private_topic_stays_private():
    forum = make_forum()
    author = make_user()
    topic = make_topic(forum, author=author, is_private=True)
    answer = post_answer(topic, author=author, body="A secret.")
    made = split_answer(answer, by=make_representative(forum), title="A secret", topic_type="question")
    assert made.is_private
    sound()
