from __future__ import annotations

import pytest
from django_comments_xtd.models import XtdComment
from reversion.models import Version

from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.members import ensure_member, handle_from
from feedback_community.actions.mentions import consume
from feedback_community.enums import ModerationPolicy, ModerationState
from feedback_community.models import Member, ModerationItem, OutboxMessage
from feedback_community.people import name_of
from tests.factories import make_answer, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_a_member_is_made_at_the_first_act_and_once():
    user = make_user("Анна Ковалёва")
    member = ensure_member(user)
    assert member.handle == "anna-kovaleva"
    assert ensure_member(type(user).objects.get(pk=user.pk)) == member
    assert Member.objects.count() == 1


def test_people_of_one_name_get_handles_of_their_own():
    first, second = ensure_member(make_user("Maria Lind")), ensure_member(make_user("Maria Lind"))
    assert first.handle == "maria-lind"
    assert second.handle.startswith("maria-lind-")


def test_no_handle_ever_comes_from_the_address():
    assert ensure_member(make_user("")).handle.startswith("member-")
    assert handle_from("") == "member"


def test_who_is_deleted_from_the_accounts_becomes_a_former_member():
    user = make_user("Maria Lind")
    topic = make_topic(author=user)
    answer = make_answer(topic, author=user)
    handle = topic.author.handle
    user.delete()
    topic.refresh_from_db()
    member = topic.author
    assert (member.is_anonymised, member.user_id, name_of(member)) == (True, None, "Former member")
    assert handle not in member.handle
    assert XtdComment.objects.get(pk=answer.comment_id).user_id is None
    assert not member.subscriptions.exists()


def test_the_name_goes_from_the_texts_of_others_too_also_from_earlier_ones():
    person = ensure_member(make_user("Maria Lind"))
    topic = make_topic(body="As @maria-lind said.")
    answer = make_answer(topic, body="Thanks, @Maria-Lind and @maria-lind-2!")
    anonymise_member(person)
    topic.refresh_from_db()
    answer.refresh_from_db()
    for content in (topic, answer):
        assert "@maria-lind " not in f"{content.body} {content.body_html} {content.body_text} ".lower()
        assert "Maria Lind" not in content.body_html
        for version in Version.objects.get_for_object(content):
            assert "@maria-lind " not in version.field_dict["body"].lower()
    assert "@maria-lind-2" in answer.body
    assert "maria-lind " not in XtdComment.objects.get(pk=answer.comment_id).comment.lower()


def test_what_waits_for_approval_is_withdrawn():
    topic = make_topic(make_forum(moderation_policy=ModerationPolicy.ALL))
    anonymise_member(topic.author)
    topic.refresh_from_db()
    assert topic.state == ModerationState.REJECTED
    assert not ModerationItem.objects.pending().exists()


def test_a_new_name_in_the_accounts_appears_where_the_person_is_mentioned():
    user = make_user("Maria Lind")
    ensure_member(user)
    topic = make_topic(body="As @maria-lind said.")
    assert "@Maria Lind</a>" in topic.body_html
    user.last_name = "Berg"
    user.save()
    messages = OutboxMessage.objects.filter(event="name_changed")
    consume(messages)
    consume(messages)
    topic.refresh_from_db()
    assert "@Maria Berg</a>" in topic.body_html


def test_a_login_or_a_save_without_a_new_name_renders_nothing():
    user = make_user("Maria Lind")
    ensure_member(user)
    make_topic(body="As @maria-lind said.")
    user.save(update_fields=["last_login"])
    user.save()
    assert not OutboxMessage.objects.filter(event="name_changed").exists()
