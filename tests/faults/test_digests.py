"""One summary a period, whatever happens: servers away, workers killed, two at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from feedback_community.actions.preferences import set_preferences
from feedback_community.enums import NotificationChannel, NotificationState, Timing
from feedback_community.models import Notification
from feedback_community.notifications import sending
from feedback_community.outbox import worker
from tests import smtp
from tests.factories import default_site, make_answer, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gather() -> Callable[..., list[Any]]:
    """So many people with news of two topics for their daily summary, which is due."""

    def make(people: int = 1) -> list[Any]:
        forum = make_forum()
        readers = [make_user(f"Reader {number}") for number in range(people)]
        helper = make_user("Peer Helper")
        for reader in readers:
            set_preferences(by=reader, chosen={"email:answer": Timing.DAILY})
            for _topic in range(2):
                make_answer(make_topic(forum, author=reader), author=helper)
        worker.run_once(frozenset({"notifications"}))
        make_due()
        return readers

    return make


def rows() -> Any:
    return Notification.objects.filter(channel=NotificationChannel.EMAIL).exclude(digest="")


def make_due() -> None:
    rows().filter(state=NotificationState.PENDING).update(
        due_at=timezone.now() - timedelta(hours=1), leased_until=None
    )


def test_a_dead_server_delays_the_summary_and_news_meanwhile_go_into_the_next(settings, gather):
    with smtp.dead_port() as port:
        smtp.use(settings, port)
        (reader,) = gather()
        for _try in range(20):
            make_due()
            sending.send_due()
        assert set(rows().values_list("state", flat=True)) == {NotificationState.PENDING}
    make_answer(rows().first().topic, author=make_user("Late Helper"))
    worker.run_once(frozenset({"notifications"}))
    key = f"daily:2026-01-15:{default_site().pk}"  # A period that is over.
    rows().update(digest=key)
    sink = smtp.Sink()
    with smtp.running(sink, port):
        make_due()
        sending.send_due()
        sending.send_due()
    (mail,) = sink.to(reader.email)
    assert smtp.text_of(mail).count("* New answer") == 2
    assert rows().filter(state=NotificationState.PENDING).get().digest != key


def test_a_summary_taken_by_a_worker_that_died_leaves_whole_with_the_same_message_id(settings, gather):
    """The server had it, the worker did not live to note it."""
    sink = smtp.Sink()
    sink.seconds = 2
    with smtp.running(sink) as port:
        smtp.use(settings, port, timeout=1)
        gather()
        sending.send_due()
        assert set(rows().values_list("state", flat=True)) == {NotificationState.PENDING}
        time.sleep(2)
        sink.seconds = 0
        make_due()
        sending.send_due()
    assert set(rows().values_list("state", flat=True)) == {NotificationState.SENT}
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
    assert all(smtp.text_of(mail).count("* New answer") == 2 for mail in sink.mails)


def test_a_lease_that_ran_out_is_taken_up_as_one_summary(settings, gather):
    sink = smtp.Sink()
    with smtp.running(sink) as port:
        smtp.use(settings, port)
        gather()
        assert len(sending.claim()) == 2  # And the worker is killed here.
        assert not sending.claim()
        make_due()
        sending.send_due()
        sending.send_due()
    assert len(sink.mails) == 1


@pytest.mark.postgres
def test_two_workers_send_one_summary_to_each(settings, gather):
    sink = smtp.Sink()
    with smtp.running(sink) as port:
        smtp.use(settings, port)
        readers = gather(8)

        def work() -> None:
            try:
                sending.send_due()
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sending.send_due()
    assert sorted(mail["X-Envelope-To"] for mail in sink.mails) == sorted(r.email for r in readers)
