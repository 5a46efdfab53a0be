from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from feedback_community.actions.managing import (
    change_type,
    close_topic,
    feature_topic,
    move_topic,
    reopen_topic,
    unfeature_topic,
)
from feedback_community.enums import EventKind, Right, StatusKind, TopicType
from feedback_community.exceptions import InvalidChange, NotAllowed
from tests.factories import grant, make_forum, make_representative, make_topic, make_user, status

pytestmark = pytest.mark.django_db


def test_close_and_reopen():
    forum = make_forum()
    topic, staff = make_topic(forum), make_representative(forum)
    assert close_topic(topic, by=staff, reason="Answered.")
    assert not close_topic(topic, by=staff)
    topic.refresh_from_db()
    assert topic.is_closed
    assert topic.events.get(kind=EventKind.CLOSED).text == "Answered."
    assert reopen_topic(topic, by=staff)
    assert not reopen_topic(topic, by=staff)
    topic.refresh_from_db()
    assert not topic.is_closed


def test_customers_manage_nothing():
    forum, other = make_forum(), make_forum("TV")
    topic = make_topic(forum)
    author = topic.author.user
    later = timezone.now() + timedelta(days=1)
    for act in (
        lambda: close_topic(topic, by=author),
        lambda: reopen_topic(topic, by=author),
        lambda: move_topic(topic, by=author, to=other),
        lambda: change_type(topic, by=author, topic_type=TopicType.IDEA),
        lambda: feature_topic(topic, by=author, until=later),
        lambda: unfeature_topic(topic, by=author),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_moving_takes_the_number_along_and_needs_rights_on_both_sides():
    forum, other = make_forum("Internet"), make_forum("TV")
    topic = make_topic(forum)
    with pytest.raises(NotAllowed):
        move_topic(topic, by=make_representative(forum), to=other)
    staff = grant(make_user("Nora Both"), Right.MODERATE)
    assert move_topic(topic, by=staff, to=other)
    forum.refresh_from_db()
    other.refresh_from_db()
    topic.refresh_from_db()
    assert (forum.topic_count, other.topic_count, topic.forum) == (0, 1, other)
    assert not move_topic(topic, by=staff, to=other)


def test_moving_gives_a_status_of_the_new_forum():
    forum, other = make_forum("Internet"), make_forum("TV")
    other.statuses.add(status(StatusKind.DONE))
    topic = make_topic(forum)
    move_topic(topic, by=make_representative(), to=other)
    topic.refresh_from_db()
    allowed = set(other.statuses.all())
    assert topic.status in allowed


def test_a_topic_cannot_leave_its_site_or_go_where_its_type_is_not_taken():
    topic = make_topic()
    ideas = make_forum("Ideas", topic_types=[TopicType.IDEA])
    root = Page.objects.get(depth=1)
    elsewhere = make_forum("Elsewhere", site=Site.objects.create(hostname="other.example", root_page=root))
    staff = make_representative()
    with pytest.raises(InvalidChange):
        move_topic(topic, by=staff, to=elsewhere)
    with pytest.raises(InvalidChange):
        move_topic(topic, by=staff, to=ideas)


def test_the_type_is_corrected_within_what_the_forum_takes():
    forum = make_forum(topic_types=[TopicType.QUESTION, TopicType.PROBLEM])
    topic, staff = make_topic(forum), make_representative(forum)
    assert change_type(topic, by=staff, topic_type=TopicType.PROBLEM)
    assert not change_type(topic, by=staff, topic_type=TopicType.PROBLEM)
    with pytest.raises(InvalidChange):
        change_type(topic, by=staff, topic_type=TopicType.IDEA)


def test_featured_for_a_time():
    forum = make_forum()
    topic, staff = make_topic(forum), make_representative(forum)
    with pytest.raises(InvalidChange):
        feature_topic(topic, by=staff, until=timezone.now())
    feature_topic(topic, by=staff, until=timezone.now() + timedelta(days=1))
    topic.refresh_from_db()
    assert topic.is_featured
    assert unfeature_topic(topic, by=staff)
    assert not unfeature_topic(topic, by=staff)
