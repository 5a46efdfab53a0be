"""Queries per page: fixed whatever the data. Measured with 10 rows and with 10,000."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from feedback_community.actions.links import About, link_topic
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.statuses import change_status
from feedback_community.enums import ModerationState, StatusKind, TopicType
from feedback_community.models import Answer, CommunityTag, Forum, Member, TaggedTopic, Topic
from feedback_community.web.about import type_of
from tests.factories import (
    default_site,
    make_answer,
    make_forum,
    make_representative,
    make_topic,
    make_user,
    status,
)

pytestmark = pytest.mark.django_db

#: Optional apps add to a page what they promise: reputation the rights of a member in one query, and the
#: ranks beside names in another.
RIGHTS = 1 if apps.is_installed("feedback_community.reputation") else 0
RANKS = RIGHTS
LIST = (6 + RANKS, 8 + RANKS + RIGHTS)
TOPIC = (10 + RANKS, 12 + RANKS + RIGHTS)
HOME = (10 + RANKS, 12 + RANKS + RIGHTS)


class Counter:
    """Counts what reaches the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)


def queries(client, url: str) -> list[str]:
    counter = Counter()
    with connection.execute_wrapper(counter):
        assert client.get(url).status_code == 200
    return counter.statements


def check(client, url: str, ceiling: tuple[int, int]) -> None:
    """The ceiling for a visitor, for a member, and for somebody with all rights of a representative."""
    client.logout()
    found = queries(client, url)
    assert len(found) <= ceiling[0], "\n".join(found)
    for user in (make_user("Mia Member"), make_representative()):
        client.force_login(user)
        client.get(url)
        found = queries(client, url)
        assert len(found) <= ceiling[1], "\n".join(found)
    assert not any(" OFFSET " in sql or "COUNT(" in sql for sql in found), found


def fill(forum: Forum, count: int) -> list[Topic]:
    """Topics by many people, with tags."""
    made = [make_user(f"Person {number}") for number in range(5)]
    members = [Member.objects.create(user=user, handle=f"p{user.pk}") for user in made]
    now, open_status = timezone.now(), status(StatusKind.OPEN)
    types = [TopicType.QUESTION, TopicType.IDEA, TopicType.PROBLEM]
    topics = Topic.objects.bulk_create(
        Topic(
            forum=forum,
            author=members[number % 5],
            status=open_status,
            topic_type=types[number % 3],
            title=f"Topic number {number}",
            slug=f"topic-number-{number}",
            body="x",
            body_html="<p>x</p>",
            excerpt="x",
            state=ModerationState.PUBLISHED,
            vote_count=number % 7,
            published_at=now - timedelta(minutes=number // 3),
            last_activity_at=now - timedelta(minutes=number // 3),
        )
        for number in range(count)
    )
    tags = [CommunityTag.objects.create(name=f"tag {n}", slug=f"tag-{n}") for n in range(3)]
    TaggedTopic.objects.bulk_create(
        TaggedTopic(tag=tags[n % 3], content_object=topic) for n, topic in enumerate(topics[:500])
    )
    return topics


def full_topic(forum: Forum, answers: int) -> Topic:
    """A topic with everything that a page can show."""
    staff = make_representative(forum)
    topic = make_topic(forum, title="Everything at once", topic_type=TopicType.PROBLEM)
    page = default_site().root_page
    link_topic(topic, About(type_of(page).pk, str(page.pk), title="Home"))
    TaggedTopic.objects.create(tag=CommunityTag.objects.create(name="t", slug="t"), content_object=topic)
    change_status(topic, to=status(StatusKind.PLANNED), by=staff)
    change_status(topic, to=status(StatusKind.STARTED), by=staff)
    post_official_answer(topic, by=staff, body="Official.")
    solved = make_answer(topic, body="Solved.")
    mark_solution(solved, by=staff)
    make_answer(topic, body="A reply.", parent=solved)
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            topic=topic,
            author=solved.author,
            body="x",
            body_html="<p>x</p>",
            state=ModerationState.PUBLISHED,
            created_at=now + timedelta(seconds=number // 3),
            published_at=now,
        )
        for number in range(answers)
    )
    return topic


@pytest.mark.parametrize("count", [10, pytest.param(10_000, marks=pytest.mark.slow)])
def test_lists_and_home_cost_the_same_whatever_there_is(client, count):
    forum = make_forum()
    fill(forum, count)
    for url in (
        "/community/topics/",
        "/community/topics/?type=idea&sort=votes",
        f"/community/f/{forum.slug}/",
    ):
        check(client, url, LIST)
    check(client, "/community/tags/tag-1/", LIST)
    check(client, "/community/", HOME)
    check(client, "/community/roadmap/", HOME)


@pytest.mark.parametrize("count", [10, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_topic_costs_the_same_however_long_it_is(client, count):
    topic = full_topic(make_forum(), count)
    for query in ("", "?sort=helpful", "?sort=newest"):
        check(client, topic.get_absolute_url() + query, TOPIC)


def test_a_page_costs_the_same_with_more_rows_on_it(client):
    forum = make_forum()
    fill(forum, 3)
    few = len(queries(client, "/community/topics/"))
    topics = Topic.objects.all()
    for number in range(22):
        clone = topics[0]
        clone.pk, clone.uid = None, f"clone-{number}"
        clone.save()
    assert len(queries(client, "/community/topics/")) == few
    assert get_user_model().objects.count() == 5
