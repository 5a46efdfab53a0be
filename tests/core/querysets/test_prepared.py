"""A prepared read gives what its queryset gives, on the database of the run, whatever the values."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import CharField, DateTimeField
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from feedback_community.enums import ModerationState, StatusKind, TopicType
from feedback_community.models import CommunityTag, Member, Status, TaggedTopic, Topic, Vote
from feedback_community.people import member_of
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.querysets.prepared import Prepared, Slot, key
from feedback_community.web.filters import MINE_LABELS, ORDERS, SHOW_LABELS, TopicFilter
from feedback_community.web.sites import site_for
from feedback_community.web.topic_rows import fetch_listed, rows_of, tags_of
from tests.factories import default_site, make_forum, make_group_forum, make_representative, make_user, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers():
    """Sixty topics of every kind in three forums, and a visitor, a member with votes, and staff."""
    choose, now = random.Random(5), timezone.now()  # noqa: S311
    user, staff = make_user("Mia Member"), make_representative()
    member = Member.objects.create(user=user, handle="mia")
    forums = [make_forum(), make_forum(), make_group_forum(user)]
    statuses = list(Status.objects.filter(site=default_site()))
    topics = Topic.objects.bulk_create(
        Topic(
            forum=choose.choice(forums),
            author=choose.choice([member, None]),
            status=choose.choice(statuses),
            topic_type=choose.choice(TopicType.values),
            title=f"Topic {number}",
            slug=f"topic-{number}",
            body="x",
            state=choose.choice([ModerationState.PUBLISHED] * 4 + [ModerationState.HELD]),
            is_private=choose.random() < 0.3,
            closed_at=choose.choice([now, None]),
            answer_count=choose.randrange(2),
            vote_count=choose.randrange(5),
            trending_score=choose.randrange(5) / 3,
            published_at=now - timedelta(hours=choose.randrange(9)),
            last_activity_at=now - timedelta(hours=choose.randrange(9)),
        )
        for number in range(60)
    )
    tag = CommunityTag.objects.create(name="Tag", slug="tag")
    for topic in topics[::3]:
        TaggedTopic.objects.create(tag=tag, content_object=topic)
    for topic in topics[::4]:
        Vote.objects.create(topic=topic, voter=member)
    return [AnonymousUser(), user, staff]


def test_random_lists_equal_the_queryset(readers):
    choose, site = random.Random(6), default_site()  # noqa: S311
    policy = CommunityPolicy()
    seen = 0
    for _ in range(80):
        user = choose.choice(readers)
        member, forums = member_of(user), policy.access(user, site).forums
        chosen = TopicFilter(
            topic_type=choose.choice([""] * 9 + TopicType.values),
            status=choose.choice([""] * 5 + [StatusKind.OPEN]),
            tag=choose.choice(["", "", "", "tag", "none"]),
            forum=choose.choice(["", "", "", "", "nowhere", *(f.slug for f in forums.values())]),
            show=choose.choice(["", "", "", *SHOW_LABELS, *MINE_LABELS]),
            sort=choose.choice(list(ORDERS)),
        )
        backwards, order = choose.random() < 0.3, chosen.order
        some = choose.choice(list(Topic.objects.all()))
        position = choose.choice([None, (getattr(some, order.field), some.pk)])
        read = fetch_listed(chosen, policy, user, site=site, member=member)(position, backwards, 8)
        topics = chosen.apply(policy.listed_topics(user, site), forums=forums, member=member)
        expected = order.slice(topics.with_my_vote(member), position, backwards=backwards, count=8)
        unread = dict.fromkeys({"published_at", "trending_score"} - {order.field})
        assert read == [row._replace(**unread) for row in rows_of(expected)]
        assert [row.pk for row in read] == [topic.pk for topic in expected]
        assert [row.last_activity_at for row in read] == [topic.last_activity_at for topic in expected]
        seen += len(read)
    assert seen > 40


def test_a_policy_that_decides_by_the_user_is_asked_each_time(readers):
    class Fickle(CommunityPolicy):
        hidden = False

        def listed_topics(self, user, site):
            topics = super().listed_topics(user, site)
            return topics.none() if Fickle.hidden else topics

    fetch = fetch_listed(TopicFilter(), Fickle(), readers[0], site=default_site(), member=None)
    assert fetch(None, False, 8)
    Fickle.hidden = True
    assert not fetch(None, False, 8)


def test_a_row_answers_a_policy_as_its_topic_does(readers):
    site, policy, user = default_site(), CommunityPolicy(), readers[1]
    forums = policy.access(user, site).forums
    fetch = fetch_listed(TopicFilter(), policy, user, site=site, member=member_of(user))
    answers = []
    for row in fetch(None, False, 60):
        topic = Topic.objects.get(pk=row.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answers.append(policy.can_vote(user, row.as_topic(forums[row.forum_id])))
        assert not captured.captured_queries
        assert answers[-1] == policy.can_vote(user, topic)
    assert set(answers) == {True, False}


def test_tags_come_for_any_number_of_topics(readers):
    pks = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    assert tags_of(pks) == {pk: [("Tag", "tag")] for pk in pks[::3]}
    assert tags_of([]) == {}


def test_values_become_what_the_model_says():
    make_forum()
    found = Prepared(
        Status,
        lambda: Status.objects.filter(kind=Slot("kind", CharField()), pk__gt=key("pk")).values_list(
            "pk", "topic_types", "on_roadmap"
        ),
    )
    open_status = status(StatusKind.OPEN)
    row = (open_status.pk, open_status.topic_types, open_status.on_roadmap)
    assert [tuple(r) for r in found(kind=StatusKind.OPEN, pk=open_status.pk - 1)] == [row]
    assert found(kind=StatusKind.OPEN, pk=open_status.pk) == []


def test_nothing_is_asked_where_nothing_can_be():
    read = Prepared(Topic, lambda: Topic.objects.filter(pk__in=[]).values_list("pk"))
    with CaptureQueriesContext(connection) as captured:
        assert read() == []
    assert not captured.captured_queries


def test_times_are_compared_as_times(readers):
    read = Prepared(
        Topic,
        lambda: Topic.objects.filter(published_at__lte=Slot("at", DateTimeField())).values_list("pk"),
    )
    middle = Topic.objects.order_by("published_at")[30].published_at
    assert len(read(at=middle)) == Topic.objects.filter(published_at__lte=middle).count() > 0


def test_the_site_is_the_one_that_wagtail_finds():
    root, choose = default_site().root_page, random.Random(3)  # noqa: S311
    hosts, ports = ["a.example", "b.example", "c.example"], [80, 443, 8000]
    for _ in range(9):
        Site.objects.all().delete()
        for host, port in {(choose.choice(hosts), choose.choice(ports)) for _ in range(choose.randrange(4))}:
            Site.objects.create(hostname=host, port=port, root_page=root)
        if choose.random() < 0.7:
            Site.objects.filter(pk__in=Site.objects.values("pk")[:1]).update(is_default_site=True)
        for host in hosts:
            for port in ports:
                ours, theirs = (RequestFactory().get("/", headers={"host": f"{host}:{port}"}) for _ in "12")
                assert site_for(ours) == Site.find_for_request(theirs)
                with CaptureQueriesContext(connection) as captured:
                    assert Site.find_for_request(ours) == Site.find_for_request(theirs)
                assert not captured.captured_queries


def test_constants_with_signs_of_sql_in_them_stay_what_they_are():
    make_forum()
    for label in ("it's 100 %s", "%", "a\\b", "?"):
        Status.objects.filter(kind=StatusKind.OPEN).update(label=label)
        found = Prepared(
            Status,
            lambda label: Status.objects.filter(
                label=label, kind=Slot("kind", CharField()), on_roadmap__in=[True, False]
            ).values_list("label"),
        )
        assert found(label, kind=StatusKind.OPEN) == [(label,)]
        assert found(label, kind=StatusKind.DONE) == []
