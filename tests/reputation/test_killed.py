"""A recount in a process of its own: killed in the middle it goes on there, and others write meanwhile."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_community.actions.members import ensure_member
from feedback_community.models import Answer, Vote
from feedback_community.reputation.models import LedgerEntry, Recount, Reputation
from tests.factories import make_answer, make_forum, make_topic, make_user
from tests.faults.process import Outside, kill, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

COMMAND = ("-W", "ignore", "-m", "django", "recalculate_reputation")
AUTHORS, VOTERS = 6, 20
VOTES = AUTHORS * VOTERS


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    """Answers with votes that no recount has seen yet."""
    topic = make_topic(make_forum())
    authors = [make_user(f"Author {number}") for number in range(AUTHORS)]
    answers = [make_answer(topic, author=author) for author in authors]
    voters = [ensure_member(make_user(f"Voter {number}")) for number in range(VOTERS)]
    Vote.objects.bulk_create(Vote(answer=answer, voter=voter) for answer in answers for voter in voters)
    found = Outside(tmp_path, 0)
    yield found
    found.clean_up()


def place(outside: Outside) -> tuple[str, int]:
    rows = outside.execute(f"SELECT step, last_id FROM {Recount._meta.db_table} WHERE name = 'recalculate'")
    return rows[0] if rows else ("", 0)


def awards(outside: Outside, reason: str = "helpful") -> int:
    table = LedgerEntry._meta.db_table
    return outside.execute(f"SELECT count(*) FROM {table} WHERE reason = '{reason}'")[0][0]


def put_right(said: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"^(.+): (\d+) put right$", said, re.MULTILINE)}


def test_it_goes_on_where_it_was_killed(outside: Outside):
    process = outside.run(*COMMAND)
    wait_until(lambda: place(outside)[0] == "rule helpful" and awards(outside) >= VOTES // 4)
    kill(process)
    before = awards(outside)
    assert VOTES // 4 <= before < VOTES
    said, _nothing = (again := outside.run(*COMMAND)).communicate(timeout=300)
    assert again.returncode == 0
    found = put_right(said)
    # What was done is not done again: the answers were counted before the votes.
    assert found["helpful"] == VOTES - before
    assert "answer" not in found
    assert awards(outside) == VOTES
    assert awards(outside, "answer") == AUTHORS == Answer.objects.count()
    table = Reputation._meta.db_table
    points = outside.execute(f"SELECT sum(points) FROM {table}")[0][0]
    # One point for the topic, and for each author an answer with a hundred points of a day at most.
    assert points == 1 + AUTHORS * 100
    said, _nothing = outside.run(*COMMAND).communicate(timeout=300)
    assert said.splitlines()[-1] == "Everything was right."


@pytest.mark.sqlite
def test_others_write_between_its_batches(outside: Outside):
    process = outside.run(*COMMAND)
    wait_until(lambda: awards(outside) > 0)
    waits = []
    while process.poll() is None and awards(outside) < VOTES:
        started = time.monotonic()
        with sqlite3.connect(outside.name, timeout=20) as direct:
            direct.execute("BEGIN IMMEDIATE")
            direct.execute(f"UPDATE {Answer._meta.db_table} SET helpful_count = helpful_count + 1")
        waits.append(time.monotonic() - started)
        time.sleep(0.01)
    process.communicate(timeout=300)
    assert process.returncode == 0
    assert len(waits) > 10
    assert max(waits) < 1
