from __future__ import annotations

import pytest

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.solutions import clear_solution, mark_solution
from feedback_community.enums import EventKind, TopicType
from feedback_community.exceptions import InvalidChange, NotAllowed
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_the_author_marks_and_takes_back():
    topic = make_topic()
    answer = make_answer(topic)
    author = topic.author.user
    assert mark_solution(answer, by=author)
    assert not mark_solution(answer, by=author)
    topic.refresh_from_db()
    assert topic.solution == answer
    assert clear_solution(topic, by=author)
    assert not clear_solution(topic, by=author)
    topic.refresh_from_db()
    assert topic.solution is None


def test_replacing_says_what_it_replaced():
    topic = make_topic()
    first, second = make_answer(topic), make_answer(topic)
    mark_solution(first, by=topic.author.user)
    mark_solution(second, by=topic.author.user)
    row = topic.events.filter(kind=EventKind.SOLUTION_SET).last()
    assert (row.before, row.after) == (str(first.pk), str(second.pk))
    topic.refresh_from_db()
    assert topic.solution == second


def test_others_cannot_and_staff_can():
    forum = make_forum()
    answer = make_answer(make_topic(forum))
    for user in (make_user(), answer.author.user):
        with pytest.raises(NotAllowed):
            mark_solution(answer, by=user)
    assert mark_solution(answer, by=make_representative(forum))


def test_praise_has_no_solution():
    topic = make_topic(topic_type=TopicType.PRAISE)
    with pytest.raises(NotAllowed):
        mark_solution(make_answer(topic), by=topic.author.user)


def test_only_what_readers_see_can_be_the_solution():
    forum = make_forum()
    topic = make_topic(forum)
    answer = make_answer(topic)
    remove_answer(answer, by=make_representative(forum), reason="Rude.")
    with pytest.raises(InvalidChange):
        mark_solution(answer, by=topic.author.user)


def test_removing_the_solution_takes_the_mark():
    forum = make_forum()
    topic = make_topic(forum)
    answer = make_answer(topic)
    mark_solution(answer, by=topic.author.user)
    answer.topic.refresh_from_db()
    remove_answer(answer, by=make_representative(forum), reason="Rude.")
    topic.refresh_from_db()
    assert topic.solution is None
    assert topic.events.filter(kind=EventKind.SOLUTION_CLEARED).exists()
