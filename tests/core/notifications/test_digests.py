"""Summaries of a day or a week: what goes in, that one leaves, and what people chose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.answers import remove_answer
from feedback_community.actions.members import ensure_member
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.preferences import set_preferences
from feedback_community.actions.subscriptions import change_mail, subscribe
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import NotificationChannel, NotificationState, Timing
from feedback_community.models import Notification
from feedback_community.notifications.bell import unread_count
from feedback_community.notifications.bounces import record_bounce
from feedback_community.outbox import worker
from tests.factories import default_site, make_answer, make_forum, make_representative, make_topic, make_user
from tests.smtp import html_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)

ALL_DAILY = {"email:answer": Timing.DAILY, "email:topic": Timing.DAILY}


@pytest.fixture
def forum():
    return make_forum()


@pytest.fixture
def reader():
    person = make_user("Ann Asker")
    set_preferences(by=person, chosen=ALL_DAILY)
    return person


@pytest.fixture
def topics(forum, reader):
    return [make_topic(forum, author=reader, title=f"Router number {number}") for number in (1, 2)]


def pending():
    return Notification.objects.filter(
        channel=NotificationChannel.EMAIL, state=NotificationState.PENDING
    ).exclude(digest="")


def states():
    return set(Notification.objects.exclude(digest="").values_list("state", "error"))


def test_what_was_gathered_leaves_in_one_mail(sink, work, later, topics, reader):
    make_answer(topics[0], body="Hold the **button**.")
    make_answer(topics[1], body="Pull the plug.")
    work()
    assert sink.mails == []
    assert pending().count() == 2
    assert pending().filter(due_at__gt=timezone.now()).count() == 2
    later()
    (mail,) = sink.mails
    assert mail["X-Envelope-To"] == reader.email
    for text in (text_of(mail), html_of(mail)):
        for words in ("Router number 1", "Router number 2", "Hold the button.", "Pull the plug.", "daily"):
            assert words in text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    later()
    assert len(sink.mails) == 1


def test_the_official_answer_still_comes_at_once_and_is_not_told_again(sink, work, later, topics, forum):
    post_official_answer(topics[0], by=make_representative(forum), body="Update it.")
    make_answer(topics[1], body="Pull the plug.")
    work()
    (mail,) = sink.mails
    assert mail["Subject"].startswith("Official answer:")
    later()
    _first, summary = sink.mails
    assert "Pull the plug." in text_of(summary)
    assert "Update it." not in text_of(summary)


def test_late_rows_wait_for_the_next_summary(sink, later, topics, reader):
    make_answer(topics[0], body="First.")
    later()
    make_answer(topics[0], body="Second.")
    worker.run_once(frozenset({"notifications"}))
    # As if the worker had noted it a moment after the summary of that day had left.
    over = f"daily:2026-01-15:{default_site().pk}"
    Notification.objects.exclude(digest="").update(digest=over)
    later()
    (mail,) = sink.to(reader.email)
    assert "Second." not in text_of(mail)
    (row,) = pending()
    assert row.digest != over
    assert row.due_at > timezone.now()
    assert row.attempts == 0


def test_rights_and_truth_are_asked_when_it_leaves(sink, work, later, topics, forum):
    staff = make_representative(forum)
    gone = make_answer(topics[0], body="Secret words.")
    make_answer(topics[1], body="Other words.")
    work()
    remove_answer(gone, by=staff, reason="No.")
    later()
    (mail,) = sink.mails
    assert "Secret words" not in text_of(mail)
    assert "Router number 1" not in text_of(mail)


def test_nothing_left_is_no_mail(sink, work, later, topics, forum):
    make_answer(topics[0], body="Secret words.")
    work()
    remove_topic(topics[0], by=make_representative(forum), reason="No.")
    later()
    assert sink.mails == []
    assert states() == {(NotificationState.SKIPPED, "may not read it")}


def test_never_by_mail_stays_in_the_bell(sink, later, topics, reader):
    set_preferences(by=reader, chosen={"email:answer": Timing.NEVER})
    make_answer(topics[0], body="Pull the plug.")
    later()
    assert sink.mails == []
    assert unread_count(reader, default_site()) == 1


def test_off_on_the_site_and_still_by_mail(sink, later, topics, reader):
    set_preferences(by=reader, chosen={"email:answer": Timing.NOW, "site:answer": Timing.NEVER})
    make_answer(topics[0], body="Pull the plug.")
    later()
    assert len(sink.mails) == 1
    assert unread_count(reader, default_site()) == 0


def test_who_changes_to_never_gets_no_summary(sink, work, later, topics, reader):
    make_answer(topics[0])
    work()
    set_preferences(by=reader, chosen={"email:answer": Timing.NEVER})
    later()
    assert sink.mails == []
    assert states() == {(NotificationState.SKIPPED, "not wanted by mail")}


def test_one_topic_may_differ_from_all_others(sink, work, later, topics, reader):
    own = ensure_member(reader).subscriptions.get(topic=topics[0])
    change_mail(own, by=ensure_member(reader), mail=Timing.WEEKLY)
    make_answer(topics[0])
    make_answer(topics[1])
    work()
    assert {row.digest.split(":")[0] for row in pending()} == {"daily", "weekly"}
    later()
    assert ["week" in text_of(mail) for mail in sorted(sink.to(reader.email), key=text_of)] == [False, True]


def test_a_forum_may_differ_and_its_topics_go_along(sink, work, forum):
    follower = make_user("Fay Follower")
    wish = subscribe(forum, by=follower)
    change_mail(wish, by=ensure_member(follower), mail=Timing.DAILY)
    topic = make_topic(forum, title="A new one")
    subscribe(topic, by=follower)
    make_answer(topic)
    work()
    assert sink.to(follower.email) == []
    assert pending().filter(recipient__user=follower).count() == 2


def test_what_is_meant_for_one_person_never_waits(sink, work, topics, reader):
    own = ensure_member(reader).subscriptions.get(topic=topics[0])
    change_mail(own, by=ensure_member(reader), mail=Timing.WEEKLY)
    make_answer(topics[0], body=f"@{ensure_member(reader).handle} have you tried it?")
    work()
    (mail,) = sink.mails
    assert "have you tried it?" in text_of(mail)


def test_a_long_summary_says_what_it_leaves_out(sink, later, topics, reader, monkeypatch):
    monkeypatch.setattr(limits, "DIGEST_TOPICS", 1)
    monkeypatch.setattr(limits, "DIGEST_LINES", 2)
    for number in range(4):
        make_answer(topics[0], body=f"Answer {number}")
    make_answer(topics[1], body="Elsewhere")
    later()
    (mail,) = sink.to(reader.email)
    assert "and 2 more" in text_of(mail)
    assert "1 more topic has news." in text_of(mail)


def test_nobody_is_written_to_after_half_a_year_of_silence(sink, later, topics, reader):
    reader.last_login = timezone.now() - timedelta(days=limits.DIGEST_ABSENCE_DAYS + 1)
    reader.save()
    make_answer(topics[0])
    later()
    assert sink.mails == []
    assert states() == {(NotificationState.SKIPPED, "not seen for long")}


def test_reading_on_the_site_counts_as_being_here(sink, later, topics, reader):
    reader.last_login = timezone.now() - timedelta(days=limits.DIGEST_ABSENCE_DAYS + 1)
    reader.save()
    make_answer(topics[0])
    later()
    sink.clear()
    Notification.objects.filter(channel=NotificationChannel.SITE).update(read_at=timezone.now())
    make_answer(topics[0])
    later()
    assert len(sink.to(reader.email)) == 1


def test_an_address_that_returns_mails_is_left_in_peace(sink, later, topics, reader):
    for _time in range(2):
        record_bounce(reader.email.upper(), is_hard=True)
    make_answer(topics[0])
    later()
    assert sink.mails == []
    assert unread_count(reader, default_site()) == 1
