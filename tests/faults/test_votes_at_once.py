"""Many people vote at the same moment: the number is exact and nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connections

from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.models import Topic, Vote
from tests.factories import make_topic, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite in memory has one writer; conftest leaves these out there.
    pytest.mark.postgres,
]


def all_at_once(acts: list[Callable[[], object]]) -> list[float]:
    """Run every act in a thread of its own, started together. Returns the seconds each one took."""
    gate = threading.Barrier(len(acts))
    seconds: list[float] = []

    def run(act: Callable[[], object]) -> None:
        connections["default"].ensure_connection()
        gate.wait()
        started = time.monotonic()
        try:
            act()
        finally:
            seconds.append(time.monotonic() - started)
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def test_the_number_is_exact_when_many_vote_together():
    topic = make_topic()
    voters = [make_user(f"Voter {n}") for n in range(60)]
    all_at_once([lambda voter=voter: cast_vote(topic, voter=voter) for voter in voters])
    topic.refresh_from_db()
    assert topic.vote_count == Vote.objects.filter(topic=topic).count() == 60


def test_one_person_counts_once_however_often_they_press():
    topic = make_topic()
    voter = make_user("Eager Voter")
    cast_vote(make_topic(), voter=voter)
    all_at_once([lambda: cast_vote(topic, voter=type(voter).objects.get(pk=voter.pk))] * 50)
    topic.refresh_from_db()
    assert topic.vote_count == Vote.objects.filter(topic=topic).count() == 1


def test_votes_and_retractions_end_exact():
    topic = make_topic()
    voters = [make_user(f"Voter {n}") for n in range(20)]

    def back_and_forth(voter: object) -> None:
        cast_vote(topic, voter=voter)
        retract_vote(topic, voter=voter)
        cast_vote(topic, voter=voter)

    all_at_once([lambda voter=voter: back_and_forth(voter) for voter in voters])
    assert Topic.objects.get(pk=topic.pk).vote_count == Vote.objects.filter(topic=topic).count() == 20
