"""Merges beside merges and votes, on real connections."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from feedback_community.actions.counters import recount_counters
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.votes import cast_vote
from feedback_community.exceptions import CommunityError
from feedback_community.models import Merge, Topic, Vote
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*acts: Callable[[], Any]) -> list[Any]:
    """All acts begin at once; the outcome of each, an error of ours included."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[place] = act()
        except CommunityError as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return outcomes


def fresh(topic: Topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


def test_of_two_opposite_merges_one_wins():
    forum = make_forum()
    staff = make_representative(forum)
    for _round in range(8):
        one, two = make_topic(forum), make_topic(forum)
        outcomes = together(
            lambda one=one, two=two: merge_topics(one, into=two, by=type(staff).objects.get(pk=staff.pk)),
            lambda one=one, two=two: merge_topics(two, into=one, by=type(staff).objects.get(pk=staff.pk)),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidChange", "Merge"]
        assert Merge.objects.filter(duplicate__in=(one, two)).count() == 1
    assert recount_counters(fix=False) == {}


def test_a_vote_beside_a_merge_is_copied_or_refused():
    forum = make_forum()
    staff = make_representative(forum)
    for _round in range(8):
        duplicate, survivor = make_topic(forum), make_topic(forum)
        voter, both = make_user(), make_user()
        cast_vote(duplicate, voter=both)
        outcomes = together(
            lambda d=duplicate, s=survivor: merge_topics(d, into=s, by=type(staff).objects.get(pk=staff.pk)),
            lambda d=duplicate, v=voter: cast_vote(d, voter=v),
            lambda s=survivor, v=both: cast_vote(s, voter=v),
        )
        assert isinstance(outcomes[0], Merge)
        cast = Vote.objects.filter(topic=duplicate, voter__user=voter).exists()
        assert cast is (outcomes[1] is True)
        assert Vote.objects.filter(topic=survivor, voter__user=voter).exists() is cast
        assert Vote.objects.filter(topic=survivor, voter__user=both).count() == 1
        assert recount_counters(fix=False) == {}
        assert unmerge_topic(fresh(duplicate), by=type(staff).objects.get(pk=staff.pk))
        assert recount_counters(fix=False) == {}
