from __future__ import annotations

import pytest

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.statuses import change_status, ensure_statuses, first_status
from feedback_community.enums import EventKind, StatusKind, TopicType
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Status
from tests.factories import default_site, make_forum, make_representative, make_topic, status

pytestmark = pytest.mark.django_db


def test_a_site_gets_the_seven_usual_statuses_once():
    assert len(ensure_statuses(default_site())) == len(StatusKind)
    ensure_statuses(default_site())
    assert Status.objects.count() == len(StatusKind)


def test_a_change_is_a_row_with_its_note():
    forum = make_forum()
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    staff = make_representative(forum)
    open_status = topic.status
    assert change_status(topic, to=status(StatusKind.PLANNED), by=staff, note=" In spring. ")
    assert not change_status(topic, to=status(StatusKind.PLANNED), by=staff)
    row = topic.events.get(kind=EventKind.STATUS_CHANGED)
    assert (row.before, row.after, row.text) == (
        str(open_status.pk),
        str(status(StatusKind.PLANNED).pk),
        "In spring.",
    )


def test_declining_needs_a_public_word():
    forum = make_forum()
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    staff = make_representative(forum)
    with pytest.raises(InvalidChange):
        change_status(topic, to=status(StatusKind.DECLINED), by=staff)
    post_official_answer(topic, by=staff, body="Not this year.")
    topic.refresh_from_db()
    assert change_status(topic, to=status(StatusKind.DECLINED), by=staff)


def test_customers_cannot():
    topic = make_topic()
    with pytest.raises(NotAllowed):
        change_status(topic, to=status(StatusKind.DONE), by=topic.author.user)


def test_a_status_must_belong_to_the_forum_and_suit_the_type():
    forum, narrow = make_forum(), make_forum("TV")
    staff = make_representative()
    planned = status(StatusKind.PLANNED)
    planned.topic_types = [TopicType.IDEA]
    planned.save()
    with pytest.raises(InvalidChange):
        change_status(make_topic(forum), to=planned, by=staff)
    narrow.statuses.add(status(StatusKind.OPEN), status(StatusKind.DONE))
    with pytest.raises(InvalidChange):
        change_status(make_topic(narrow), to=status(StatusKind.STARTED), by=staff)


def test_a_new_topic_begins_with_the_first_open_status_of_its_forum():
    forum = make_forum()
    own = Status.objects.create(site=default_site(), kind=StatusKind.OPEN, label="Fresh", position=99)
    forum.statuses.add(own)
    assert first_status(forum) == own
