from __future__ import annotations

from typing import Any

from django.utils import timezone

from feedback_community.models import OutboxMessage, ScheduleRun
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import make_user

OUTBOX = "/admin/community/outbox/"


def given_up() -> OutboxMessage:
    return OutboxMessage.objects.create(
        channel="mail",
        event="answer_published",
        group="g",
        attempts=8,
        failed_at=timezone.now(),
        error="Traceback\nConnectionRefusedError: mail.example refused",
    )


def test_what_was_given_up_is_shown_and_tried_again(administrator: Any) -> None:
    message = given_up()
    client = signed_in(administrator)
    page = client.get(OUTBOX).content.decode()
    assert "mail.example refused" in page
    assert "Try again" in page
    assert client.get(f"{OUTBOX}retry/{message.pk}/").status_code == 405
    client.post(f"{OUTBOX}retry/{message.pk}/")
    message.refresh_from_db()
    assert (message.failed_at, message.attempts) == (None, 0)
    response = client.post(f"{OUTBOX}retry/{message.pk}/", follow=True)
    assert "had not been given up" in response.content.decode()


def test_it_says_when_the_worker_was_last_seen(administrator: Any) -> None:
    client = signed_in(administrator)
    assert "never been seen" in client.get(OUTBOX).content.decode()
    ScheduleRun.objects.create(name="worker", last_started_at=timezone.now())
    assert "at work" in client.get(OUTBOX).content.decode()


def test_done_messages_are_not_listed(administrator: Any) -> None:
    OutboxMessage.objects.create(channel="mail", event="quiet", group="g", done_at=timezone.now())
    OutboxMessage.objects.create(channel="mail", event="waiting", group="g")
    page = signed_in(administrator).get(OUTBOX).content.decode()
    assert "quiet" not in page
    assert "waiting" in page


def test_looking_is_not_trying_again(db: None) -> None:
    message = given_up()
    client = signed_in(may_enter(make_user("Vi Ewer"), "view_outboxmessage"))
    assert client.get(OUTBOX).status_code == 200
    client.post(f"{OUTBOX}retry/{message.pk}/")
    message.refresh_from_db()
    assert message.failed_at is not None
