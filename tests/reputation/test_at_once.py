"""A thousand votes and retractions at the same moment, with workers beside them: the points end exact."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.reputation.actions.recounts import recalculate
from tests.factories import make_answer, make_forum, make_topic, make_user
from tests.reputation.play import check_everything, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
VOTERS, ROUNDS, THREADS = 100, 5, 16


def test_a_thousand_votes_and_retractions_at_once_end_exact():
    forum = make_forum()
    answers = [make_answer(make_topic(forum), author=make_user(f"Author {n}")) for n in range(5)]
    voters = [make_user(f"Voter {n}") for n in range(VOTERS)]
    recalculate()
    done = threading.Event()

    def vote(number: int) -> None:
        voter = type(voters[0]).objects.get(pk=voters[number].pk)
        answer = answers[number % len(answers)]
        for _ in range(ROUNDS):
            cast_vote(answer, voter=voter)
            retract_vote(answer, voter=voter)
        if number % 2:
            cast_vote(answer, voter=voter)
        connections.close_all()

    def drain() -> None:
        while not done.is_set():
            work()
        connections.close_all()

    def recount() -> None:
        while not done.is_set():
            recalculate()
        connections.close_all()

    beside = [threading.Thread(target=act) for act in (drain, drain, recount)]
    for thread in beside:
        thread.start()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(vote, range(VOTERS)))
    done.set()
    for thread in beside:
        thread.join()
    work()
    check_everything()
    assert not recalculate()
