from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_comments_xtd.models import XtdComment
from reversion.models import Version

from feedback_community.actions.answers import edit_answer, post_answer, remove_answer, restore_answer
from feedback_community.actions.managing import close_topic
from feedback_community.enums import EventKind, ModerationPolicy, ModerationState, SubscriptionReason
from feedback_community.exceptions import ContentRejected, InvalidChange, NotAllowed
from feedback_community.models import Answer
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_an_answer_is_public_counted_and_has_a_comment_without_personal_data():
    topic = make_topic()
    answer = make_answer(topic, body="Hold the *button*.")
    topic.refresh_from_db()
    assert topic.answer_count == 1
    assert "<em>button</em>" in answer.body_html
    comment = XtdComment.objects.get(pk=answer.comment_id)
    assert (comment.comment, comment.is_public) == ("Hold the *button*.", True)
    assert (comment.user_name, comment.user_email, comment.ip_address) == ("", "", None)
    assert answer.author.subscriptions.get().reason == SubscriptionReason.ANSWERER


def test_a_reply_to_a_reply_stands_beside_it():
    topic = make_topic()
    first = make_answer(topic)
    reply = make_answer(topic, parent=first, body="Which one?")
    second = make_answer(topic, parent=reply, body="The left one.")
    assert reply.parent == first
    assert second.parent == first


def test_a_reply_needs_a_living_answer_of_the_same_topic():
    forum = make_forum()
    topic = make_topic(forum)
    gone = make_answer(topic)
    remove_answer(gone, by=make_representative(forum), reason="Rude.")
    gone.refresh_from_db()
    for parent in (gone, make_answer(make_topic(forum))):
        with pytest.raises(InvalidChange):
            make_answer(topic, parent=parent)


def test_a_closed_topic_takes_answers_of_moderators_only():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    close_topic(topic, by=staff)
    topic.refresh_from_db()
    with pytest.raises(NotAllowed):
        make_answer(topic)
    assert make_answer(topic, author=staff).is_published


def test_a_held_answer_counts_nowhere():
    topic = make_topic(make_forum(moderation_policy=ModerationPolicy.ALL), author=make_representative())
    answer = make_answer(topic)
    topic.refresh_from_db()
    assert (answer.state, topic.answer_count) == (ModerationState.HELD, 0)
    assert not XtdComment.objects.get(pk=answer.comment_id).is_public


def test_nobody_answers_what_is_not_published():
    topic = make_topic(make_forum(moderation_policy=ModerationPolicy.ALL))
    with pytest.raises(NotAllowed):
        make_answer(topic, author=topic.author.user)


def test_what_is_refused_leaves_nothing():
    topic = make_topic()
    with pytest.raises(ContentRejected):
        make_answer(topic, body=" ")
    assert not Answer.objects.exists()
    assert not XtdComment.objects.exists()


def test_an_edit_changes_answer_and_comment_and_keeps_the_earlier_text():
    answer = make_answer(make_topic(), body="First.")
    assert edit_answer(answer, by=answer.author.user, body="Second.")
    assert not edit_answer(answer, by=answer.author.user, body="Second.")
    answer.refresh_from_db()
    assert (answer.body, answer.body_text) == ("Second.", "Second.")
    assert answer.edited_at is not None
    assert XtdComment.objects.get(pk=answer.comment_id).comment == "Second."
    texts = [version.field_dict["body"] for version in Version.objects.get_for_object(answer)]
    assert texts == ["Second.", "First."]


def test_others_cannot_edit():
    answer = make_answer(make_topic())
    with pytest.raises(NotAllowed):
        edit_answer(answer, by=make_user(), body="Mine now.")


def test_an_edit_writes_no_number_that_a_vote_may_have_moved_meanwhile():
    answer = make_answer(make_topic())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        edit_answer(answer, by=answer.author.user, body="Another text.")
    updates = [q["sql"] for q in queries if q["sql"].startswith("UPDATE") and "_answer" in q["sql"]]
    assert updates
    assert not any("helpful_count" in sql for sql in updates)


def test_removing_leaves_a_stub_and_restoring_brings_it_back():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    answer = make_answer(topic)
    assert remove_answer(answer, by=staff, reason="Personal data.")
    assert not remove_answer(answer, by=staff, reason="Again.")
    topic.refresh_from_db()
    answer.refresh_from_db()
    assert (topic.answer_count, answer.removal_reason) == (0, "Personal data.")
    assert not XtdComment.objects.get(pk=answer.comment_id).is_public
    assert restore_answer(answer, by=staff)
    assert not restore_answer(answer, by=staff)
    topic.refresh_from_db()
    answer.refresh_from_db()
    assert (topic.answer_count, answer.removal_reason, answer.is_published) == (1, "", True)
    kinds = [EventKind.ANSWER_REMOVED, EventKind.ANSWER_RESTORED]
    assert list(topic.events.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds


def test_removing_needs_a_reason_and_a_right():
    forum = make_forum()
    answer = make_answer(make_topic(forum))
    with pytest.raises(NotAllowed):
        remove_answer(answer, by=answer.author.user, reason="I changed my mind.")
    with pytest.raises(InvalidChange):
        remove_answer(answer, by=make_representative(forum), reason="")


def test_a_held_answer_that_is_removed_comes_back_into_the_queue():
    staff = make_representative()
    topic = make_topic(make_forum(moderation_policy=ModerationPolicy.ALL), author=staff)
    answer = make_answer(topic)
    remove_answer(answer, by=staff, reason="Personal data.")
    assert not answer.moderation_items.pending().exists()
    restore_answer(answer, by=staff)
    answer.refresh_from_db()
    topic.refresh_from_db()
    assert (answer.state, topic.answer_count) == (ModerationState.HELD, 0)
    assert answer.moderation_items.pending().count() == 1


def test_the_door_is_the_same_for_everybody():
    topic = make_topic()
    answer = post_answer(topic, author=make_representative(), body="By the company.")
    assert answer.is_by_company
    assert answer.is_published
