"""Posts that wait are not forgotten: their moderators hear of them, seldom and only of their own forums."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import F, Value
from django.db.models.functions import Concat

from feedback_community.actions.moderation import approve_content
from feedback_community.actions.waiting import tell_of_held_posts
from feedback_community.enums import ModerationPolicy, Right
from feedback_community.models import Forum, ModerationItem, Notification
from feedback_community.outbox import worker
from tests.factories import grant, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    return make_forum("Internet", moderation_policy=ModerationPolicy.ALL)


@pytest.fixture
def moderator(forum: Forum) -> Any:
    return grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)


def later(hours: float) -> list[Any]:
    """So many hours go by; the mails that leave then."""
    mail.outbox.clear()
    gone = F("created_at") - timedelta(hours=hours)
    ModerationItem.objects.update(created_at=gone)
    # What was told is named by its minute, and that was another one.
    Notification.objects.update(created_at=gone, cause=Concat(F("cause"), Value("'")))
    tell_of_held_posts()
    for _round in range(4):
        worker.run_once(frozenset({"mail"}))
    return list(mail.outbox)


def test_after_an_hour_and_then_once_a_day(forum: Forum, moderator: Any) -> None:
    make_topic(forum)
    make_topic(forum)
    assert later(0.9) == []
    (message,) = later(0.2)
    assert message.to == [moderator.email]
    assert "2 posts wait for your decision" in message.body
    assert "/admin/community/moderation/" in message.body
    assert later(0.2) == [] and later(20) == []
    assert len(later(4)) == 1


def test_only_moderators_of_that_forum_hear_of_it(forum: Forum, moderator: Any) -> None:
    other = grant(make_user("Ot Her"), Right.MODERATE, forum=make_forum("Television"))
    make_topic(forum)
    assert [message.to for message in later(2)] == [[moderator.email]]
    assert other.email not in str([message.to for message in later(30)])


def test_nothing_is_sent_of_what_was_decided_or_is_nobodys_work_any_more(
    forum: Forum, moderator: Any
) -> None:
    make_topic(forum)
    ModerationItem.objects.update(created_at=F("created_at") - timedelta(hours=2))
    assert tell_of_held_posts() == 1
    approve_content(ModerationItem.objects.get(), moderator=moderator)
    assert later(0) == []
    assert Notification.objects.filter(data__notice="held_posts").count() == 2


def test_where_nobody_moderates_superusers_are_told(forum: Forum) -> None:
    boss = make_user("Bea Boss", is_superuser=True)
    make_topic(forum)
    assert [message.to for message in later(2)] == [[boss.email]]


def test_it_can_be_switched_off(forum: Forum, moderator: Any, settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {"HELD_MAIL_HOURS": ()}
    make_topic(forum)
    assert later(48) == []
