"""Replies by mail: from the mail that leaves to the answer in the thread, and what must not become one."""

from __future__ import annotations

import io
import mailbox
import time
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.apps import apps
from django.core import mail
from django.core.management import call_command

from feedback_community import limits
from feedback_community.actions.answers import remove_answer
from feedback_community.actions.mail_replies import purge_replies, take_reply
from feedback_community.actions.managing import close_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.subscriptions import subscribe
from feedback_community.enums import ForumVisibility, ModerationPolicy, ModerationState, TrustLevel
from feedback_community.models import Answer, Attachment, Forum, MailReply, Member, Notification, Topic
from feedback_community.notifications.incoming import parse, read_mail
from feedback_community.notifications.reply_address import make_reply_address, read_reply_address
from feedback_community.outbox.worker import run_once
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user
from tests.files import photograph, picture

pytestmark = pytest.mark.django_db
WORDS = "Thank you, that helped."


@pytest.fixture(autouse=True)
def _domain(settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {"REPLY_DOMAIN": "reply.veresk.example", "MAIL_BATCH_WINDOW": 0}


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_forum())


@pytest.fixture
def reader(topic: Topic) -> Any:
    user = make_user("Rea Reader")
    Member.objects.filter(pk=ensure_member(user).pk).update(trust=TrustLevel.KNOWN)
    user = type(user).objects.get(pk=user.pk)
    subscribe(topic, by=user)
    return user


def address(user: Any, topic: Topic) -> str:
    return make_reply_address(ensure_member(user).pk, topic.pk)


def reply(user: Any, topic: Topic, words: str = WORDS, **headers: str) -> EmailMessage:
    message = EmailMessage()
    fields = {
        "From": f"Rea Reader <{user.email}>",
        "To": address(user, topic),
        "Subject": "Re: anything",
        "Message-ID": "<one@mail.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in fields.items():
        message[name] = value
    message.set_content(f"{words}\n\nOn Sunday Veresk <c@veresk.example> wrote:\n\n> Hold the button.\n")
    return message


def take(message: EmailMessage) -> Answer | None:
    parsed = parse(message.as_bytes())
    assert parsed is not None
    return take_reply(read_mail(parsed))


def told(user: Any) -> list[dict[str, Any]]:
    rows = Notification.objects.filter(recipient=ensure_member(user), channel="email", kind="notice")
    return [row.data for row in rows]


def test_a_mail_is_answered_and_stands_in_the_thread(topic: Topic, reader: Any):
    told_of = make_answer(topic)
    run_once()
    letter = next(each for each in mail.outbox if each.to == [reader.email])
    assert letter.reply_to == [make_reply_address(ensure_member(reader).pk, topic.pk, told_of.pk)]
    assert "Answer this mail" in letter.body
    assert reader.email not in letter.reply_to[0]
    answer = take(reply(reader, topic, To=letter.reply_to[0].upper()))
    assert answer is not None
    assert (answer.topic, answer.author, answer.body) == (topic, ensure_member(reader), WORDS)
    assert answer.state == ModerationState.PUBLISHED
    assert answer.parent == told_of, "a reply to the answer that the mail told of"


def test_a_reply_to_an_answer_that_is_gone_reaches_the_topic(topic: Topic, reader: Any):
    gone = make_answer(topic)
    to = make_reply_address(ensure_member(reader).pk, topic.pk, gone.pk)
    remove_answer(gone, by=make_representative(topic.forum), reason="Off topic.")
    elsewhere = make_reply_address(
        ensure_member(reader).pk, topic.pk, make_answer(make_topic(topic.forum)).pk
    )
    for number, place in enumerate((to, elsewhere)):
        words = f"{WORDS} {number}"
        answer = take(reply(reader, topic, words, To=place, Message_ID=f"<{number}@mail.example>"))
        assert answer is not None
        assert (answer.topic, answer.parent) == (topic, None)


def test_a_mail_about_two_answers_is_answered_in_the_topic(topic: Topic, reader: Any):
    make_answer(topic), make_answer(topic, body="Or press it twice.")
    run_once()
    letter = next(each for each in mail.outbox if each.to == [reader.email])
    assert letter.reply_to == [address(reader, topic)]


def test_without_the_setting_nothing_is_offered_and_nothing_taken(topic: Topic, reader: Any, settings: Any):
    message = reply(reader, topic)
    settings.FEEDBACK_COMMUNITY = {"MAIL_BATCH_WINDOW": 0}
    make_answer(topic)
    run_once()
    letter = next(each for each in mail.outbox if each.to == [reader.email])
    assert not letter.reply_to
    assert "nobody reads answers" in letter.body
    assert take(message) is None


def test_who_may_not_answer_is_not_invited(topic: Topic, reader: Any):
    make_answer(topic)
    close_topic(topic, by=make_representative(topic.forum))
    run_once()
    letter = next(each for each in mail.outbox if each.to == [reader.email])
    assert not letter.reply_to


def test_the_same_mail_is_taken_once_also_after_a_refusal(topic: Topic, reader: Any):
    assert take(reply(reader, topic))
    assert take(reply(reader, topic, words="The same id with other words")) is None
    assert Answer.objects.count() == 1
    close_topic(topic, by=make_representative(topic.forum))
    for _time in range(3):
        assert take(reply(reader, topic, words="More.", Message_ID="<two@mail.example>")) is None
    assert len(told(reader)) == 1


def test_the_address_is_bound_to_person_topic_and_time(topic: Topic, reader: Any):
    own = address(reader, topic)
    found = read_reply_address(own)
    assert found is not None
    assert (found.member_id, found.topic_id, found.is_old) == (ensure_member(reader).pk, topic.pk, False)
    local, _at, domain = own.partition("@")
    assert len(local) <= 64
    parts = local.split("-")
    for index in (1, 2, 3, 4):
        forged = [*parts]
        forged[index] = ("a" if forged[index][0] != "a" else "b") + forged[index][1:]
        assert read_reply_address(f"{'-'.join(forged)}@{domain}") is None
    assert read_reply_address(f"{local}@elsewhere.example") is None
    with time_machine.travel(time.time() + (limits.REPLY_ADDRESS_DAYS + 2) * 86_400):
        old = read_reply_address(own)
        assert old is not None
        assert old.is_old
        assert take(reply(reader, topic, To=own)) is None
        assert "too old" in told(reader)[0]["reason"]


def test_only_the_recipient_of_the_address_writes_to_it(topic: Topic, reader: Any):
    thief = make_user("Theo Thief")
    assert take(reply(thief, topic, To=address(reader, topic))) is None
    assert take(reply(reader, topic, From=f"{reader.email}, {thief.email}", Message_ID="<b@x>")) is None
    assert not Answer.objects.exists()
    # Nobody but the owner of the address hears of it.
    assert told(thief) == []
    assert all("another address" in each["reason"] for each in told(reader))


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<list.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"Message_ID": f"<{'a' * 40}@veresk.example>"},
        {"From": "MAILER-DAEMON@mail.example"},
    ],
)
def test_machines_are_not_answered_and_not_told(topic: Topic, reader: Any, headers: dict[str, str]):
    assert take(reply(reader, topic, **headers)) is None
    assert not Answer.objects.exists()
    assert told(reader) == []


def test_our_own_mail_that_comes_back_is_left(topic: Topic, reader: Any):
    make_answer(topic)
    run_once()
    letter = next(each for each in mail.outbox if each.to == [reader.email])
    raw = (
        letter.message().as_bytes().replace(b"To: ", f"Delivered-To: {letter.reply_to[0]}\nTo: ".encode(), 1)
    )
    parsed = parse(raw)
    assert parsed is not None
    assert take_reply(read_mail(parsed)) is None
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("case", ["closed", "hidden", "suspended", "empty", "long"])
def test_a_refusal_is_told_once_with_the_text(topic: Topic, reader: Any, case: str):
    words = {"empty": "", "long": "word " * 7_000}.get(case, WORDS)
    match case:
        case "closed":
            close_topic(topic, by=make_representative(topic.forum))
        case "hidden":
            Forum.objects.filter(pk=topic.forum_id).update(visibility=ForumVisibility.GROUPS)
        case "suspended":
            Member.objects.filter(user=reader).update(suspended_until="2100-01-01T00:00Z")
    assert take(reply(reader, topic, words=words)) is None
    assert not Answer.objects.exists()
    assert MailReply.objects.get().outcome == "refused"
    run_once()
    # Another one may tell of the trust level, for which this person has not done enough.
    letters = [each for each in mail.outbox if each.to == [reader.email] and "not posted" in each.subject]
    assert len(letters) == 1
    assert words[:20].strip() in letters[0].body
    if case == "hidden":
        assert topic.title not in letters[0].body + letters[0].subject


def test_screening_and_rates_are_those_of_the_web(topic: Topic, reader: Any):
    Forum.objects.filter(pk=topic.forum_id).update(moderation_policy=ModerationPolicy.ALL)
    answer = take(reply(reader, topic))
    assert answer is not None
    assert answer.state == ModerationState.HELD
    Member.objects.filter(user=reader).update(trust=TrustLevel.NEW)
    for number in range(limits.NEW_MEMBER_RATES["answer"][0].times):
        take(reply(reader, topic, words=f"Words {number}", Message_ID=f"<{number}@x>"))
    assert "very often" in told(reader)[-1]["reason"]


def test_a_reply_to_a_merged_topic_reaches_the_discussion(topic: Topic, reader: Any):
    survivor = make_topic(topic.forum)
    merge_topics(topic, into=survivor, by=make_representative(topic.forum))
    answer = take(reply(reader, topic))
    assert answer is not None
    assert answer.topic == survivor


def test_files_are_taken_by_the_rules_of_the_web_and_others_named(topic: Topic, reader: Any):
    message = reply(reader, topic)
    message.add_attachment(photograph(), maintype="image", subtype="jpeg", filename="me.jpg")
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="run.exe")
    message.add_attachment(
        picture(), maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<l>"
    )
    answer = take(message)
    assert answer is not None
    row = Attachment.objects.get()
    assert (row.answer, row.name) == (answer, "me.jpg")
    assert "<img" in answer.body_html
    assert [each["dropped"][0].split(":")[0] for each in told(reader)] == ["run.exe"]


def test_a_mail_in_html_only_and_broken_ones(topic: Topic, reader: Any):
    message = reply(reader, topic)
    message.set_content("<p>It <b>works</b>.</p><script>alert(1)</script>", subtype="html")
    answer = take(message)
    assert answer is not None
    assert answer.body == "It works."
    raw = (
        reply(reader, topic, Message_ID="<c@x>").as_bytes().replace(b'charset="utf-8"', b'charset="no-such"')
    )
    parsed = parse(raw)
    assert parsed is not None
    assert take_reply(read_mail(parsed)) is not None
    for junk in (b"", b"\xff\xfe\x00", b"From: \nTo: <<<>>>, \x00\n\n", b"To: =?utf-8?q?=FF=?=\n\nx"):
        parsed = parse(junk)
        assert parsed is None or take_reply(read_mail(parsed)) is None
    assert parse(b"x" * (limits.MAIL_IN_BYTES + 1)) is None


def test_a_pipe_and_a_mailbox(topic: Topic, reader: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    raw = reply(reader, topic).as_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("community_receive_mail")
    assert Answer.objects.count() == 1
    maildir = mailbox.Maildir(tmp_path / "maildir")
    box = mailbox.mbox(tmp_path / "mbox")
    maildir.add(reply(reader, topic, words="Out of a folder.", Message_ID="<m@x>"))
    box.add(reply(reader, topic, words="Out of a file.", Message_ID="<f@x>"))
    box.flush()
    box.close()
    for name in ("maildir", "mbox"):
        for _again in range(2):
            call_command("community_receive_mail", mailbox=str(tmp_path / name), stdout=io.StringIO())
    assert set(Answer.objects.values_list("body", flat=True)) == {WORDS, "Out of a folder.", "Out of a file."}
    assert len(mailbox.Maildir(tmp_path / "maildir")) == len(mailbox.mbox(tmp_path / "mbox")) == 0


@pytest.mark.skipif(not apps.is_installed("anymail"), reason="this project has no anymail")
def test_the_webhook_of_a_mail_service(topic: Topic, reader: Any):
    message = AnymailInboundMessage.parse_raw_mime(
        reply(reader, topic, To="someone@else.example").as_string()
    )
    message.envelope_recipient = address(reader, topic)
    event = AnymailInboundEvent(event_type="inbound", message=message)
    inbound.send(sender=None, event=event, esp_name="test")
    assert Answer.objects.get().body == WORDS


def test_what_became_of_a_mail_is_forgotten_with_its_address(topic: Topic, reader: Any):
    take(reply(reader, topic))
    assert purge_replies() == 0
    with time_machine.travel(time.time() + (limits.REPLY_ADDRESS_DAYS + 2) * 86_400):
        assert purge_replies() == 1
