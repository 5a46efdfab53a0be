"""The worker dies at any moment. A real process, killed with SIGKILL, on a real database and mail server."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.subscriptions import subscribe
from feedback_community.models import Notification, OutboxMessage
from tests import smtp
from tests.factories import make_forum, make_representative, make_topic, make_user
from tests.faults.process import Outside, kill, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FOLLOWERS = 24
KILLS = 3


@pytest.fixture
def addresses() -> list[str]:
    """An official answer that many wait for."""
    forum = make_forum()
    people = [make_user(f"Reader {number}") for number in range(FOLLOWERS + 1)]
    topic = make_topic(forum, author=people[0])
    for follower in people[1:]:
        subscribe(topic, by=follower)
    post_official_answer(topic, by=make_representative(forum), body="Press *reset*.")
    return sorted(person.email for person in people)


@pytest.fixture
def sink() -> smtp.Sink:
    found = smtp.Sink()
    found.seconds = 0.05
    return found


@pytest.fixture
def outside(addresses: list[str], sink: smtp.Sink, tmp_path: Path) -> Iterator[Outside]:
    with smtp.running(sink) as port:
        found = Outside(tmp_path, port)
        yield found
        found.clean_up()


def test_every_mail_leaves_once_however_often_the_worker_is_killed(outside, sink, addresses):
    for number in range(KILLS):
        process = outside.start()
        enough = 4 * (number + 1)
        wait_until(lambda enough=enough: len(sink.mails) >= enough)
        kill(process)
        outside.end_leases()
    assert outside.start("--once").wait(300) == 0
    received = Counter(mail["X-Envelope-To"] for mail in sink.mails)
    assert sorted(received) == addresses
    # Between the server's word and our commit lies the one window: one mail for each kill at most.
    assert sum(received.values()) - len(received) <= KILLS
    for address in addresses:
        assert len({mail["Message-ID"] for mail in sink.to(address)}) == 1


def test_a_kill_in_the_middle_of_the_fan_out_loses_nobody(outside, sink, addresses):
    notifications = Notification._meta.db_table
    process = outside.start()
    wait_until(lambda: outside.execute(f"SELECT count(*) FROM {notifications}")[0][0] >= 3)
    kill(process)
    outside.end_leases()
    assert outside.start("--once").wait(300) == 0
    assert sorted({mail["X-Envelope-To"] for mail in sink.mails}) == addresses
    twice = f"SELECT recipient_id, cause, channel FROM {notifications} GROUP BY 1, 2, 3 HAVING count(*) > 1"
    assert outside.execute(twice) == []


def test_what_a_dead_worker_held_is_left_alone_until_its_lease_ends(outside, sink, addresses):
    process = outside.start()
    wait_until(lambda: len(sink.mails) >= 3)
    kill(process)
    before = Counter(mail["Message-ID"] for mail in sink.mails)
    assert outside.start("--once").wait(300) == 0
    for mail_id, times in Counter(mail["Message-ID"] for mail in sink.mails).items():
        assert times == 1, f"{mail_id} left {times} times, before: {before[mail_id]}"


def test_two_workers_send_each_mail_once(outside, sink, addresses):
    processes = [outside.start(), outside.start()]
    wait_until(lambda: len(sink.mails) >= len(addresses))
    for process in processes:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    assert sorted(mail["X-Envelope-To"] for mail in sink.mails) == addresses


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_asked(outside, sink, addresses, number):
    process = outside.start()
    wait_until(lambda: len(sink.mails) >= 2)
    process.send_signal(number)
    said, _nothing = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "Stopped." in said
    table = OutboxMessage._meta.db_table
    assert outside.execute(f"SELECT count(*) FROM {table} WHERE leased_until IS NOT NULL") == [(0,)]
    received = Counter(mail["X-Envelope-To"] for mail in sink.mails)
    assert set(received.values()) == {1}
