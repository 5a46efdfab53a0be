"""The remote spam check: a real server that agrees, refuses, talks nonsense, hangs or is not there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.flags import confirm_flags, flag_content
from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.actions.spam import hide_as_spam, unhide
from feedback_community.actions.spam_checks import release
from feedback_community.actions.topics import edit_topic, restore_topic
from feedback_community.enums import HoldReason, ModerationState
from feedback_community.models import FlagReason, ModerationItem, OutboxMessage, Topic
from feedback_community.outbox import worker
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db

PATH = "feedback_community.moderation.akismet.is_spam"
TELL = "feedback_community.moderation.akismet.tell"
THANKS = "Thanks for making the web a better place."


class Service(ThreadingHTTPServer):
    """Says what it is told to say, and keeps what it was asked."""

    status, answer, seconds = 200, "false", 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/1.1/comment-check"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:  # noqa: N802 - the name is the library's
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.paths.append(self.path)
        self.server.asked.append({name: values[0] for name, values in parse_qs(body).items()})
        time.sleep(self.server.seconds)
        self.send_response(self.server.status)
        if 300 <= self.server.status < 400:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        try:
            self.wfile.write(self.server.answer.encode())
        except OSError:
            pass  # The other side has hung up.

    def log_message(self, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    options = {"key": "abc", "url": server.url, "timeout": 0.5}
    settings.FEEDBACK_COMMUNITY = {"FORM_MIN_SECONDS": 0, "SPAM_CHECK": PATH, "AKISMET": options}
    yield server
    server.shutdown()
    server.server_close()


def try_once() -> None:
    OutboxMessage.objects.update(available_at=timezone.now() - timedelta(seconds=1))
    worker.run_once(frozenset({"spam check"}))


def state(topic: Topic) -> str:
    return str(Topic.objects.values_list("state", flat=True).get(pk=topic.pk))


def test_a_post_waits_until_the_service_has_said_that_it_is_in_order(service: Service) -> None:
    topic = make_topic(author=make_user("Nina New"), title="A question about bills", body="Where are they?")
    assert state(topic) == ModerationState.HELD and service.asked == []
    try_once()
    assert state(topic) == ModerationState.PUBLISHED
    (question,) = service.asked
    assert question["comment_content"] == "A question about bills\nWhere are they?"
    assert (question["api_key"], question["comment_author"]) == ("abc", "Nina New")
    assert "private.example" not in str(question) and question["user_ip"] == "0.0.0.0"  # noqa: S104
    answer = make_answer(Topic.objects.select_related("forum__site").get(pk=topic.pk))
    try_once()
    answer.refresh_from_db()
    assert answer.is_published and service.asked[1]["comment_type"] == "reply"


def test_what_is_spam_waits_for_a_moderator(service: Service) -> None:
    service.answer = "true"
    topic = make_topic()
    try_once()
    assert state(topic) == ModerationState.HELD
    assert ModerationItem.objects.pending().get().reason == HoldReason.SPAM


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 302},
        {"answer": "invalid"},
        {"answer": ""},
        {"seconds": 1.2},
        {"gone": True},
    ],
)
def test_a_service_that_fails_loses_nothing_and_a_human_decides(
    service: Service, fault: dict[str, Any]
) -> None:
    for name, value in fault.items():
        setattr(service, name, value)
    if fault.get("gone"):
        service.shutdown()
        service.server_close()
    forum = make_forum()
    topic = make_topic(forum, body="A text that must not be lost.")
    for _try in range(limits.SPAM_TRIES + 1):
        assert state(topic) == ModerationState.HELD
        try_once()
    item = ModerationItem.objects.pending().get()
    assert item.reason == HoldReason.CHECK and "did not answer" in item.detail
    assert not OutboxMessage.objects.filter(event="spam_asked", done_at=None).exists()
    assert approve_content(item, moderator=make_representative(forum)) is True
    assert Topic.objects.get(pk=topic.pk).body == "A text that must not be lost."


def test_it_is_tried_again_and_then_published(service: Service) -> None:
    service.status = 503
    topic = make_topic()
    try_once()
    assert state(topic) == ModerationState.HELD
    service.status = 200
    try_once()
    assert state(topic) == ModerationState.PUBLISHED


def test_a_moderator_who_decides_first_has_decided(service: Service) -> None:
    forum = make_forum()
    topic = make_topic(forum)
    item = ModerationItem.objects.get()
    reject_content(item, moderator=make_representative(forum), reason="Not here.")
    try_once()
    assert state(topic) == ModerationState.REJECTED and service.asked == []


def test_a_text_changed_meanwhile_is_asked_about_again(service: Service) -> None:
    topic = make_topic(title="Something harmless")
    seen = ModerationItem.objects.select_related("topic__forum__site").get()
    edit_topic(topic, by=topic.author.user, title="Buy my pills", body="Now.")
    # The service has just said of the earlier words that they are in order.
    assert release(seen) is False
    assert state(topic) == ModerationState.HELD
    try_once()
    assert "Buy my pills" in service.asked[-1]["comment_content"]


def test_staff_known_members_and_private_topics_are_not_sent_anywhere(service: Service) -> None:
    forum = make_forum()
    assert make_topic(forum, author=make_representative(forum)).is_published
    assert make_topic(forum, is_private=True).is_published
    try_once()
    assert service.asked == []


@pytest.fixture
def listening(service: Service, settings: Any) -> Service:
    """It wants to hear what staff decide."""
    settings.FEEDBACK_COMMUNITY = {**settings.FEEDBACK_COMMUNITY, "SPAM_FEEDBACK": TELL}
    return service


def tell_once() -> None:
    OutboxMessage.objects.update(available_at=timezone.now() - timedelta(seconds=1))
    worker.run_once(frozenset({"spam feedback"}))


def waits() -> bool:
    return OutboxMessage.objects.filter(event="spam_decided", done_at=None).exists()


def checked(service: Service, answer: str, **fields: Any) -> Topic:
    """A post that the service has judged; the thanks are ready for what staff say."""
    service.answer = answer
    topic = make_topic(**fields)
    try_once()
    service.answer = THANKS
    del service.asked[:], service.paths[:]
    return Topic.objects.select_related("forum__site").get(pk=topic.pk)


def test_the_service_hears_that_it_was_wrong(listening: Service) -> None:
    topic = checked(listening, "true", title="No advertising at all", body="My bill is wrong.")
    approve_content(ModerationItem.objects.pending().get(), moderator=make_representative(topic.forum))
    assert listening.asked == []  # Nothing remote in the request.
    tell_once()
    assert listening.paths == ["/1.1/submit-ham"]
    assert listening.asked[0]["comment_content"] == "No advertising at all\nMy bill is wrong."
    assert not waits()


def test_it_hears_of_spam_that_it_let_through_and_of_the_way_back(listening: Service) -> None:
    topic = checked(listening, "false")
    answer = make_answer(topic)
    listening.answer = "false"
    try_once()
    listening.answer, staff = THANKS, make_representative(topic.forum)
    del listening.paths[:]
    answer.refresh_from_db()
    for content in (topic, answer):
        before = hide_as_spam(content, by=staff)
        assert before is not None
        tell_once()
        unhide(content, by=staff, before=before)
        tell_once()
    assert listening.paths == ["/1.1/submit-spam", "/1.1/submit-ham"] * 2


def test_reports_of_spam_that_were_right_are_told(listening: Service) -> None:
    topic = checked(listening, "false")
    rude, spam = (FlagReason.objects.get_or_create(slug=slug)[0] for slug in ("rude", "spam"))
    staff = make_representative(topic.forum)
    for reason, told in ((rude, []), (spam, ["/1.1/submit-spam"])):
        flag_content(topic, by=make_user(f"Reader {reason.slug}"), reason=reason)
        confirm_flags(topic, by=staff, reason="Not here")
        tell_once()
        assert listening.paths == told
        topic.refresh_from_db()
        restore_topic(topic, by=staff)
        topic.refresh_from_db()


def test_a_service_that_never_saw_a_post_hears_nothing_of_it(listening: Service) -> None:
    forum = make_forum()
    staff = make_representative(forum)
    hide_as_spam(make_topic(forum, author=staff), by=staff)
    assert not waits()
    private = checked(listening, "false", forum=forum, title="Soon a private one")
    hide_as_spam(private, by=staff)
    Topic.objects.filter(pk=private.pk).update(is_private=True)
    tell_once()
    assert listening.asked == []


@pytest.mark.parametrize("fault", [{"status": 500}, {"answer": "Invalid key"}, {"seconds": 1.2}])
def test_while_it_is_down_the_decision_stands_and_the_word_waits(
    listening: Service, fault: dict[str, Any]
) -> None:
    topic = checked(listening, "false")
    well = {name: getattr(listening, name) for name in fault}
    for name, value in fault.items():
        setattr(listening, name, value)
    hide_as_spam(topic, by=make_representative(topic.forum))
    tell_once()
    assert waits()
    assert state(topic) == ModerationState.REMOVED
    for name, value in well.items():
        setattr(listening, name, value)
    tell_once()
    assert not waits()
    assert listening.paths == ["/1.1/submit-spam"] * 2


def test_the_latest_word_counts(listening: Service) -> None:
    topic = checked(listening, "false")
    staff = make_representative(topic.forum)
    before = hide_as_spam(topic, by=staff)
    assert before is not None
    unhide(topic, by=staff, before=before)
    tell_once()
    assert listening.paths == ["/1.1/submit-ham"]
