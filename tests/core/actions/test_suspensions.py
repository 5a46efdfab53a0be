"""Suspension: what it blocks, where, for how long, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from feedback_community.actions.answers import edit_answer, post_answer
from feedback_community.actions.erasing import leave_community
from feedback_community.actions.members import ensure_member
from feedback_community.actions.suspensions import lift_suspension, suspend_member
from feedback_community.actions.topics import create_topic, remove_topic
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import Right
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Block, Forum, Member, Notification, Topic
from feedback_community.outbox import worker
from feedback_community.permissions.policy import get_policy
from tests.factories import grant, make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def fresh(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def forum() -> Forum:
    return make_forum("Internet")


@pytest.fixture
def moderator(forum: Forum) -> Any:
    return grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)


@pytest.fixture
def person() -> Any:
    user = make_user("Petra Person")
    ensure_member(user)
    return user


def suspend(person: Any, by: Any, forum: Forum | None, blocks: str = Block.EVERYTHING, **more: Any) -> Any:
    return suspend_member(
        ensure_member(person), by=by, forum=forum, blocks=blocks, reason="Shouting at people.", **more
    )


def test_a_suspended_person_reads_why_and_the_text_is_not_lost(
    forum: Forum, moderator: Any, person: Any
) -> None:
    until = timezone.now() + timedelta(days=3)
    topic = make_topic(forum)
    suspend(person, moderator, forum, until=until)
    client = Client()
    client.force_login(fresh(person))
    page = client.post(f"/community/t/{topic.pk}/answer/", {"body": "My long thought."}).content.decode()
    assert "Shouting at people." in page and "My long thought." in page
    assert str(until.year) in page and topic.answers.count() == 0
    # Reading stays, with the notice above everything.
    assert "Shouting at people." in client.get(topic.get_absolute_url()).content.decode()


def test_it_ends_by_itself(forum: Forum, moderator: Any, person: Any) -> None:
    topic = make_topic(forum)
    suspend(person, moderator, forum, until=timezone.now() + timedelta(days=3))
    with pytest.raises(NotAllowed):
        post_answer(topic, author=fresh(person), body="Now")
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert post_answer(topic, author=fresh(person), body="Later").is_published


@pytest.mark.parametrize(
    ("blocks", "may_write", "may_vote"),
    [(Block.POSTING, False, True), (Block.VOTING, True, False), (Block.EVERYTHING, False, False)],
)
def test_it_blocks_what_it_says(
    blocks: str, may_write: bool, may_vote: bool, forum: Forum, moderator: Any, person: Any
) -> None:
    topic, own = make_topic(forum), make_answer(make_topic(forum), author=person)
    suspend(person, moderator, forum, blocks)
    user = fresh(person)
    for allowed, act in (
        (may_write, lambda: post_answer(topic, author=user, body="A word")),
        (may_write, lambda: edit_answer(own, by=user, body="Another word")),
        (may_vote, lambda: cast_vote(topic, voter=user)),
        (may_vote, lambda: retract_vote(topic, voter=user)),
    ):
        if allowed:
            assert act()
        else:
            with pytest.raises(NotAllowed, match="Shouting"):
                act()


def test_one_forum_is_not_another_and_everywhere_is_everywhere(
    forum: Forum, moderator: Any, person: Any
) -> None:
    other = make_forum("Television")
    suspend(person, moderator, forum)
    assert make_topic(other, author=fresh(person)).is_published
    with pytest.raises(NotAllowed):
        suspend(person, moderator, other)
    with pytest.raises(NotAllowed):
        suspend(person, moderator, None)
    admin = make_user("Ad Min", is_superuser=True)
    suspend(person, admin, None)
    with pytest.raises(NotAllowed):
        create_topic(other, author=fresh(person), topic_type="question", title="A title", body="A text")


def test_lifting_needs_the_same_right_and_frees_at_once(forum: Forum, moderator: Any, person: Any) -> None:
    row = suspend(person, moderator, forum)
    stranger = make_representative(make_forum("Television"))
    with pytest.raises(NotAllowed):
        lift_suspension(row, by=stranger)
    assert lift_suspension(row, by=moderator) is True
    row.refresh_from_db()
    assert lift_suspension(row, by=moderator) is False
    assert make_topic(forum, author=fresh(person)).is_published
    assert Member.objects.get(pk=row.member_id).suspended_until is None


def test_two_suspensions_end_one_after_the_other(forum: Forum, moderator: Any, person: Any) -> None:
    now = timezone.now()
    first = suspend(person, moderator, forum, until=now + timedelta(days=1))
    suspend(person, moderator, forum, Block.VOTING, until=now + timedelta(days=9))
    lift_suspension(first, by=moderator)
    user = fresh(person)
    policy = get_policy()
    topic = make_topic(forum)
    assert policy.can_write(user, forum) and not policy.can_vote(user, topic)


def test_staff_and_oneself_are_not_suspended(forum: Forum, moderator: Any) -> None:
    colleague = grant(make_user("Col League"), Right.EMPLOYEE, forum=forum)
    for wrong in (colleague, moderator):
        with pytest.raises(InvalidChange):
            suspend(wrong, moderator, forum)
    with pytest.raises(InvalidChange):
        suspend(make_user(), moderator, forum, until=timezone.now() - timedelta(hours=1))


def test_the_rights_of_a_suspended_person_rest(forum: Forum, moderator: Any, person: Any) -> None:
    suspend(person, moderator, forum)
    promoted = grant(person, Right.MODERATE, Right.TRUSTED, forum=forum)
    with pytest.raises(NotAllowed):
        remove_topic(make_topic(forum), by=promoted, reason="Because.")


def test_the_person_is_told_in_the_bell_and_by_mail_and_the_log_keeps_it(
    forum: Forum, moderator: Any, person: Any
) -> None:
    member = ensure_member(person)
    row = suspend(person, moderator, forum)
    lift_suspension(row, by=moderator)
    assert set(Notification.objects.filter(recipient=member).values_list("channel", flat=True)) == {
        "site",
        "email",
    }
    for _round in range(5):
        worker.run_once(frozenset({"mail"}))
    bodies = [message.body for message in mail.outbox]
    assert any("Shouting at people." in body and "Internet" in body for body in bodies)
    actions = ModelLogEntry.objects.for_instance(member).values_list("action", flat=True)
    assert {"feedback_community.suspend", "feedback_community.lift_suspension"} <= set(actions)


def test_leaving_does_not_shake_it_off(forum: Forum, moderator: Any, person: Any) -> None:
    suspend(person, moderator, forum)
    leave_community(by=fresh(person))
    with pytest.raises(NotAllowed):
        make_topic(forum, author=fresh(person))


def test_an_imported_suspension_without_a_row_blocks_everything(forum: Forum, person: Any) -> None:
    Member.objects.filter(user=person).update(suspended_until=timezone.now() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        make_topic(forum, author=fresh(person))
    assert Topic.objects.count() == 0
