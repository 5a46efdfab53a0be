"""The mail server is away, slow, or picky. Real servers, real sockets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.subscriptions import subscribe
from feedback_community.enums import NotificationChannel, NotificationKind, NotificationState
from feedback_community.models import Notification, ScheduleRun
from feedback_community.outbox import worker
from tests import smtp
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = {"MAIL_DELAY": 0}


@pytest.fixture
def post(settings: Any) -> Callable[..., list[Any]]:
    """An official answer with so many followers. Gives the followers, the author first."""
    settings.FEEDBACK_COMMUNITY = AT_ONCE

    def make(followers: int = 0) -> list[Any]:
        forum = make_forum()
        people = [make_user(f"Reader {number}") for number in range(followers + 1)]
        topic = make_topic(forum, author=people[0])
        for follower in people[1:]:
            subscribe(topic, by=follower)
        post_official_answer(topic, by=make_representative(forum), body="Press *reset*.")
        return people

    return make


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]


def work() -> None:
    worker.run_once(frozenset({"notifications", "mail"}))


def mails() -> Any:
    """One row for each mail: the answers ride along with the official answer."""
    return Notification.objects.filter(
        channel=NotificationChannel.EMAIL, kind=NotificationKind.OFFICIAL_ANSWER
    )


def states() -> set[str]:
    return set(mails().values_list("state", flat=True))


def make_due() -> None:
    Notification.objects.update(due_at=timezone.now() - timedelta(hours=1), leased_until=None)


def test_posting_is_fast_and_nothing_is_lost_while_there_is_no_server(settings, post):
    with smtp.dead_port() as port:
        smtp.use(settings, port)
        started = time.monotonic()
        people = post(followers=3)
        assert time.monotonic() - started < 5
        for _try in range(3 * limits.OUTBOX_ATTEMPTS):
            make_due()
            work()
        assert states() == {NotificationState.PENDING}
        assert "ConnectionRefused" in ScheduleRun.objects.get(name="mail").error
    sink = smtp.Sink()
    with smtp.running(sink, port):
        make_due()
        work()
        make_due()
        work()
    assert sorted(mail["X-Envelope-To"] for mail in sink.mails) == sorted(p.email for p in people)
    assert states() == {NotificationState.SENT}
    assert ScheduleRun.objects.get(name="mail").error == ""


def test_a_dead_server_is_asked_once_a_round_not_once_a_mail(settings, post):
    with smtp.dead_port() as port:
        smtp.use(settings, port)
        post(followers=20)
        worker.run_once(frozenset({"notifications"}))
        worker.run_once(frozenset({"mail"}))
    assert mails().exclude(error="").count() == 1


def test_a_server_that_hangs_holds_the_worker_for_the_timeout_only(settings, post, silent_server):
    smtp.use(settings, silent_server, timeout=1)
    post(followers=5)
    started = time.monotonic()
    work()
    assert 0.5 < time.monotonic() - started < 5
    assert states() == {NotificationState.PENDING}


def test_a_site_that_names_no_timeout_gets_one(settings, post, silent_server, monkeypatch):
    monkeypatch.setattr(limits, "MAIL_TIMEOUT_SECONDS", 1)
    smtp.use(settings, silent_server, timeout=None)  # type: ignore[arg-type]
    post()
    started = time.monotonic()
    work()
    assert time.monotonic() - started < 5


def test_the_other_lanes_go_on_while_the_mail_server_hangs(settings, silent_server):
    smtp.use(settings, silent_server, timeout=3)
    turns = worker.lanes()
    assert set(turns) >= {"notifications", "mail", "schedule"}
    seen = threading.Event()
    running = worker.Worker()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            worker,
            "lanes",
            lambda: {"mail": lambda: bool(time.sleep(3)), "index": lambda: seen.set() or False},
        )
        running.start()
        assert seen.wait(1)
        running.stop()
        assert running.join(10)


def test_one_refused_recipient_does_not_hold_up_the_others(settings, post):
    sink = smtp.Sink()
    with smtp.running(sink) as port:
        smtp.use(settings, port)
        people = post(followers=4)
        sink.refused.add(people[2].email)
        work()
        assert sorted(mail["X-Envelope-To"] for mail in sink.mails) == sorted(
            person.email for person in people if person != people[2]
        )
        (refused,) = mails().filter(state=NotificationState.PENDING)
        assert "550" in refused.error
        assert refused.due_at > timezone.now()
        sink.refused.clear()
        make_due()
        work()
        assert len(sink.to(people[2].email)) == 1
        assert len(sink.mails) == len(people)


def test_who_is_refused_again_and_again_is_given_up(settings, post):
    sink = smtp.Sink()
    with smtp.running(sink) as port:
        smtp.use(settings, port)
        (person,) = post()
        sink.refused.add(person.email)
        for _try in range(limits.OUTBOX_ATTEMPTS):
            make_due()
            work()
    (row,) = mails()
    assert (row.state, row.attempts) == (NotificationState.FAILED, limits.OUTBOX_ATTEMPTS)
    assert "550" in row.error


def test_a_server_that_says_later_is_asked_later(settings, post):
    sink = smtp.Sink()
    sink.answer = "451 greylisted, come back"
    with smtp.running(sink) as port:
        smtp.use(settings, port)
        post(followers=1)
        work()
        assert sink.mails == []
        sink.answer = "250 welcome"
        make_due()
        work()
        assert len(sink.mails) == 2


def test_a_mail_the_server_took_too_late_repeats_with_the_same_message_id(settings, post):
    """The one window: the server has it, but we did not hear so."""
    sink = smtp.Sink()
    sink.seconds = 2
    with smtp.running(sink) as port:
        smtp.use(settings, port, timeout=1)
        post()
        work()
        assert states() == {NotificationState.PENDING}
        time.sleep(2)
        sink.seconds = 0
        make_due()
        work()
    assert states() == {NotificationState.SENT}
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1


def test_a_broken_address_is_given_up_at_once(settings, post):
    sink = smtp.Sink()
    with smtp.running(sink) as port:
        smtp.use(settings, port)
        people = post(followers=1)
        type(people[0]).objects.filter(pk=people[0].pk).update(email="a b@c\nBcc: all@example.com")
        work()
    assert [mail["X-Envelope-To"] for mail in sink.mails] == [people[1].email]
    assert sorted(mails().values_list("state", flat=True)) == ["failed", "sent"]
