from __future__ import annotations

import pytest
from django_comments_xtd.models import XtdComment

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.official_answers import (
    clear_official_answer,
    post_official_answer,
    set_official_answer,
)
from feedback_community.enums import AuthorRole, EventKind, StatusKind
from feedback_community.exceptions import InvalidChange, NotAllowed
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user, status

pytestmark = pytest.mark.django_db


def test_a_representative_answers_officially_and_changes_the_status_in_one_act():
    forum = make_forum()
    topic = make_topic(forum)
    staff = make_representative(forum)
    answer = post_official_answer(topic, by=staff, body="Press *reset*.", new_status=status(StatusKind.DONE))
    topic.refresh_from_db()
    assert topic.official_answer == answer
    assert topic.status.kind == StatusKind.DONE
    assert topic.answer_count == 1
    assert answer.author_role == AuthorRole.REPRESENTATIVE
    comment = XtdComment.objects.get(pk=answer.comment_id)
    assert (comment.comment, comment.is_public, comment.user_email) == ("Press *reset*.", True, "")


def test_replacing_keeps_the_earlier_one_in_the_history():
    forum = make_forum()
    topic = make_topic(forum)
    staff = make_representative(forum)
    first = post_official_answer(topic, by=staff, body="One way.")
    second = post_official_answer(topic, by=staff, body="A better way.")
    row = topic.events.filter(kind=EventKind.OFFICIAL_SET).last()
    assert (row.before, row.after) == (str(first.pk), str(second.pk))


def test_only_the_company_can_be_official():
    forum = make_forum()
    topic = make_topic(forum)
    staff = make_representative(forum)
    answer = make_answer(topic)
    with pytest.raises(InvalidChange):
        set_official_answer(answer, by=staff)
    with pytest.raises(NotAllowed):
        set_official_answer(answer, by=make_user())


def test_removing_the_answer_takes_the_mark_back():
    forum = make_forum()
    topic = make_topic(forum)
    staff = make_representative(forum)
    answer = post_official_answer(topic, by=staff, body="Press reset.")
    remove_answer(answer, by=staff, reason="Wrong model.")
    topic.refresh_from_db()
    assert topic.official_answer is None
    assert topic.answer_count == 0


def test_a_representative_of_one_forum_is_nobody_in_another():
    staff = make_representative(make_forum("TV"))
    topic = make_topic(make_forum("Internet"))
    with pytest.raises(NotAllowed):
        post_official_answer(topic, by=staff, body="Hello.")


def test_taking_it_back_leaves_the_answer():
    forum = make_forum()
    topic = make_topic(forum)
    staff = make_representative(forum)
    answer = post_official_answer(topic, by=staff, body="Press reset.")
    assert clear_official_answer(topic, by=staff)
    assert not clear_official_answer(topic, by=staff)
    topic.refresh_from_db()
    answer.refresh_from_db()
    assert topic.official_answer is None
    assert answer.is_published
