"""Without an account: ask, answer, vote, take back, claim, leave; with the mails of a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.counters import recount_counters
from feedback_community.actions.guests import purge_guests
from feedback_community.actions.statuses import change_status
from feedback_community.enums import (
    AuthorRole,
    ForumVisibility,
    ModerationPolicy,
    ModerationState,
    StatusKind,
    TopicType,
)
from feedback_community.models import (
    Answer,
    Forum,
    Guest,
    GuestProof,
    Member,
    OutboxMessage,
    Throttle,
    Topic,
    Vote,
)
from feedback_community.outbox import worker
from tests import smtp
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user, status

pytestmark = pytest.mark.django_db

ADDRESS = "gina@mail.example"
ASKED = {
    "topic_type": "question",
    "title": "Does it work abroad?",
    "body": "I travel **a lot**.",
    "suggested": "1",
}


@pytest.fixture
def sink(settings: Any) -> Iterator[smtp.Sink]:
    found = smtp.Sink()
    with smtp.running(found) as port:
        smtp.use(settings, port)
        yield found


@pytest.fixture
def forum() -> Forum:
    return make_forum(guests_post=True, guests_vote=True)


def link_to(sink: smtp.Sink, address: str = ADDRESS) -> str:
    """The path in the newest mail to the address."""
    worker.run_once(frozenset({"guests"}))
    text = sink.to(address)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return re.search(r"https?://[^/\s]+(/community/guest/\S+)", text)[1]  # type: ignore[index]


def prove(client: Client, sink: smtp.Sink, *, name: str = "Gina", address: str = ADDRESS) -> Any:
    """Name and address on the page of guests, then the button behind the link."""
    Throttle.objects.all().delete()
    sent = client.post("/community/guest/", {"name": name, "email": address})
    assert sent.status_code == 302, sent.content.decode()
    return client.post(link_to(sink, address))


def ask(client: Client, forum: Forum, **fields: str) -> Any:
    return client.post("/community/ask/", {**ASKED, "forum": forum.slug, **fields})


def test_a_guest_asks_and_the_topic_appears_after_the_proof(forum: Forum, sink: smtp.Sink) -> None:
    client, stranger = Client(), Client()
    assert ask(client, forum)["Location"] == "/community/guest/"
    page = client.get("/community/guest/").content.decode()
    assert "Does it work abroad?" in page
    assert "<strong>a lot</strong>" in page
    client.post("/community/guest/", {"name": "Gina", "email": ADDRESS})
    assert not Topic.objects.exists()
    assert "Does it work abroad?" not in stranger.get("/community/").content.decode()
    link = link_to(sink)
    # Scanners open links; another device opens this one.
    for _time in range(2):
        shown = stranger.get(link)
        assert "Does it work abroad?" in shown.content.decode()
        assert shown["Referrer-Policy"] == "same-origin"
    assert not Topic.objects.exists()
    done = stranger.post(link)
    topic = Topic.objects.get()
    assert done["Location"] == topic.get_absolute_url()
    assert (topic.state, topic.author_role) == (ModerationState.PUBLISHED, AuthorRole.GUEST)
    shown = Client().get(topic.get_absolute_url()).content.decode()
    assert "Gina" in shown
    assert ADDRESS not in shown
    assert stranger.post(link).status_code == 404
    assert Topic.objects.count() == 1


def test_the_mail_holds_no_word_of_the_text_and_the_outbox_no_address(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum, body="You are all fools.")
    client.post("/community/guest/", {"name": "Gina", "email": ADDRESS})
    rows = str(list(OutboxMessage.objects.values_list("payload", flat=True)))
    link = link_to(sink)
    mail = sink.to(ADDRESS)[0]
    assert "fools" not in str(mail)
    assert "Gina" not in str(mail)
    assert ADDRESS not in rows
    assert link.split("/")[3] not in rows
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_guest_hears_of_answers_until_the_link_stops_them(
    forum: Forum, sink: smtp.Sink, settings: Any
) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    settings.FEEDBACK_COMMUNITY = {"MAIL_BATCH_WINDOW": 0, "REPLY_DOMAIN": "reply.example.com"}
    topic, before = Topic.objects.get(), len(sink.to(ADDRESS))

    def answered(words: str) -> list[Any]:
        make_answer(Topic.objects.get(), author=make_user("Peer Helper"), body=words)
        worker.run_once(frozenset({"notifications", "mail"}))
        return sink.to(ADDRESS)[before:]

    (mail,) = answered("It does, everywhere.")
    text = mail.get_body(("plain",)).get_content()
    assert "It does, everywhere." in text
    assert mail["Reply-To"] is None
    assert "/preferences/" not in str(mail)
    Forum.objects.update(visibility=ForumVisibility.SIGNED_IN)
    assert len(answered("Among ourselves.")) == 1, "what a guest may not read any more is not mailed"
    Forum.objects.update(visibility=ForumVisibility.PUBLIC)
    stop = re.search(r"https?://[^/\s]+(/community/u/\S+)", text)[1]  # type: ignore[index]
    assert topic.title in Client().get(stop).content.decode()
    assert Client().post(stop).status_code == 200
    assert len(answered("One more.")) == 1


def test_who_is_forgotten_gets_no_mail(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    Guest.objects.update(address="")
    before = len(sink.to(ADDRESS))
    make_answer(Topic.objects.get(), author=make_user("Peer Helper"))
    worker.run_once(frozenset({"notifications", "mail"}))
    assert len(sink.to(ADDRESS)) == before


def test_screening_holds_a_guest_s_post_like_anybody_s(sink: smtp.Sink) -> None:
    forum = make_forum(guests_post=True, moderation_policy=ModerationPolicy.ALL)
    client = Client()
    ask(client, forum)
    prove(client, sink)
    topic = Topic.objects.get()
    assert topic.state == ModerationState.HELD
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert Client().get(topic.get_absolute_url()).status_code == 404


def test_a_known_guest_answers_and_votes_at_once(forum: Forum, sink: smtp.Sink) -> None:
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    client = Client()
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "Me as well."})
    prove(client, sink)
    assert Answer.objects.get().body == "Me as well."
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "And once more."})
    client.post(f"/community/t/{topic.pk}/vote/")
    assert Answer.objects.count() == 2
    assert {answer.author for answer in Answer.objects.all()} == {Guest.objects.get().member}
    topic.refresh_from_db()
    assert topic.vote_count == 1
    assert f"/community/t/{topic.pk}/unvote/" in client.get(topic.get_absolute_url()).content.decode()


def test_one_address_is_one_vote_in_any_number_of_browsers(forum: Forum, sink: smtp.Sink) -> None:
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    for spelling in (ADDRESS, ADDRESS.upper()):
        client = Client()
        client.post(f"/community/t/{topic.pk}/vote/")
        prove(client, sink, address=spelling)
    topic.refresh_from_db()
    assert topic.vote_count == topic.votes.count() == Guest.objects.count() == 1
    # A third browser: known by the proof alone, it takes the vote back, also when voting has closed.
    change_status(topic, to=status(StatusKind.DONE), by=make_representative(forum))
    third = Client()
    prove(third, sink)
    third.post(f"/community/t/{topic.pk}/unvote/")
    topic.refresh_from_db()
    assert (topic.vote_count, Vote.objects.count()) == (0, 0)
    assert not recount_counters()


@pytest.mark.parametrize(
    "fields", [{}, {"guests_vote": True}, {"guests_post": True, "visibility": ForumVisibility.SIGNED_IN}]
)
def test_where_guests_may_not_the_login_asks_as_before(fields: dict[str, Any]) -> None:
    topic = make_topic(make_forum(**fields))
    client = Client()
    answer = client.post(f"/community/t/{topic.pk}/answer/", {"body": "Me as well."})
    missing = Client().post("/community/t/987654321/answer/", {"body": "Me as well."})
    assert answer["Location"] == missing["Location"]
    assert "/community/continue/" in answer["Location"]


def test_a_private_text_is_for_accounts(forum: Forum) -> None:
    assert "login" in ask(Client(), forum, is_private="on")["Location"]


def test_a_known_guest_does_nothing_else(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    topic = Topic.objects.get()
    make_answer(topic)
    acts = ("edit", "close", "follow", "flag", "remove", "status", "solution/clear", "duplicate", "official")
    for act in acts:
        before = list(Topic.objects.values())
        response = client.post(f"/community/t/{topic.pk}/{act}/", {"title": "Other", "body": "Other"})
        assert "/login" in response.get("Location", ""), act
        assert list(Topic.objects.values()) == before
    assert client.get("/community/me/").status_code == 302


def test_every_address_is_treated_alike(forum: Forum, sink: smtp.Sink) -> None:
    """An account's address, a guest's and an unknown one: same pages, same mails."""
    user = make_user()
    client = Client()
    ask(client, forum)
    prove(client, sink, address="known@mail.example")
    seen = []
    for address in (user.email, "known@mail.example", "unknown@mail.example"):
        Throttle.objects.all().delete()
        cache.clear()
        fresh = Client()
        ask(fresh, forum, title="Is it the same?")
        response = fresh.post("/community/guest/", {"name": "Gina", "email": address})
        page = fresh.get(response["Location"]).content.decode()
        link = link_to(sink, address)
        text = sink.to(address)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        seen.append((response.status_code, response["Location"], page, text.replace(link, "")))
    assert seen[0] == seen[1] == seen[2]


def test_few_mails_to_one_address_whoever_asks(forum: Forum, sink: smtp.Sink) -> None:
    for number in range(4):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        ask(client, forum, title=f"Question number {number}")
        response = client.post("/community/guest/", {"name": "Gina", "email": ADDRESS})
        assert response.status_code == (302 if number == 0 else 429)
        if number:
            assert f"Question number {number}" in response.content.decode()
    worker.run_once(frozenset({"guests"}))
    assert len(sink.mails) == GuestProof.objects.count() == 1


def test_a_mail_server_that_is_away_loses_nothing(forum: Forum, settings: Any) -> None:
    client = Client()
    ask(client, forum)
    with smtp.dead_port() as port:
        smtp.use(settings, port)
        client.post("/community/guest/", {"name": "Gina", "email": ADDRESS})
        for _time in range(limits.OUTBOX_ATTEMPTS + 2):
            worker.run_once(frozenset({"guests"}))
            OutboxMessage.objects.filter(done_at=None).update(available_at=timezone.now())
    assert not OutboxMessage.objects.exclude(failed_at=None).exists()
    found = smtp.Sink()
    with smtp.running(found) as port:
        smtp.use(settings, port)
        assert "/community/guest/" in link_to(found)
    assert len(found.mails) == 1


def test_a_forged_or_old_link_is_none(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    client.post("/community/guest/", {"name": "Gina", "email": ADDRESS})
    link = link_to(sink)
    assert client.post(link[:-3] + "x/").status_code == 404
    GuestProof.objects.update(created_at=timezone.now() - timedelta(days=limits.GUEST_PROOF_DAYS, hours=1))
    purge_guests()
    assert client.post(link).status_code == 404
    assert not Topic.objects.exists()


def test_a_refused_text_comes_back_to_its_writer(forum: Forum, sink: smtp.Sink) -> None:
    topic = make_topic(forum)
    act = f"/community/t/{topic.pk}/answer/"
    for number, (body, meanwhile) in enumerate(
        (
            ("Just in time?", {"closed_at": timezone.now()}),
            ("Too late?", {"state": ModerationState.HELD}),
        )
    ):
        address = f"guest-{number}@mail.example"
        Topic.objects.update(closed_at=None)
        client = Client()
        client.post(act, {"body": body})
        client.post("/community/guest/", {"name": "Gina", "email": address})
        link = link_to(sink, address)
        Topic.objects.update(**meanwhile)
        response = client.post(link)
        assert body in response.content.decode()
        assert not Answer.objects.exists()
    assert response.status_code == 404
    assert topic.title not in response.content.decode()


def test_what_a_guest_may_not_do_any_more_is_kept_for_the_login(forum: Forum) -> None:
    topic = make_topic(forum)
    client = Client()
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "Just in time?"})
    Forum.objects.update(guests_post=False)
    response = client.post("/community/guest/", {"act": "x", "name": "Gina", "email": ADDRESS})
    assert "login" in response["Location"]
    assert not GuestProof.objects.exists()
    client.force_login(make_user())
    assert "Just in time?" in client.get("/community/continue/").content.decode()


def test_a_suspended_guest_is_refused(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    Member.objects.filter(guest__isnull=False).update(suspended_until=timezone.now() + timedelta(days=1))
    assert "login" in ask(client, forum, title="Once more?")["Location"]
    fresh = Client()
    ask(fresh, forum, title="Once more?")
    assert "suspended" in prove(fresh, sink).content.decode()
    assert Topic.objects.count() == 1


def test_the_account_that_proves_the_address_takes_over(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    asked = Topic.objects.get()
    both, idea = make_topic(forum, topic_type=TopicType.IDEA), make_topic(forum, topic_type=TopicType.IDEA)
    for target in (both, idea):
        client.post(f"/community/t/{target.pk}/vote/")
    mention = make_answer(asked, body=f"@{Guest.objects.get().member.handle} yes.")
    user = make_user("Gina Account")
    user.email = ADDRESS
    user.save()
    account = Client()
    account.force_login(user)
    for target in (both, asked):
        account.post(f"/community/t/{target.pk}/vote/")
    assert Member.objects.get(user=user).topics.count() == 0
    Throttle.objects.all().delete()
    account.post("/community/me/claim/")
    link = link_to(sink)
    assert Client().post(link).status_code == 404
    other = Client()
    other.force_login(make_user())
    assert other.get(link).status_code == other.post(link).status_code == 404
    assert account.get(link).status_code == 200
    assert account.post(link).status_code == 302
    asked.refresh_from_db()
    mention.refresh_from_db()
    member = Member.objects.get(user=user)
    assert (asked.author, asked.author_role) == (member, AuthorRole.MEMBER)
    assert sorted(member.votes.values_list("topic", flat=True)) == sorted([both.pk, idea.pk])
    assert f"@{member.handle}" in mention.body
    assert not Guest.objects.exists()
    assert not recount_counters()
    history = account.get(f"/community/t/{asked.pk}/history/").content.decode()
    assert "Gina Account" in history


def test_an_address_that_changed_meanwhile_claims_nothing(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    user = make_user()
    user.email = ADDRESS
    user.save()
    account = Client()
    account.force_login(user)
    Throttle.objects.all().delete()
    account.post("/community/me/claim/")
    link = link_to(sink)
    user.email = "other@mail.example"
    user.save()
    assert account.post(link).status_code == 404
    assert Topic.objects.get().author.user is None  # type: ignore[union-attr]


def test_who_leaves_leaves_no_name_and_no_address(forum: Forum, sink: smtp.Sink) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink, name="Gina Unmistakable")
    topic = Topic.objects.get()
    client.post("/community/guest/", {"step": "leave"})
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert "Unmistakable" not in page
    assert "Former member" in page
    assert not Guest.objects.exists()
    assert not GuestProof.objects.exists()
    assert "/login" in client.post(f"/community/t/{topic.pk}/follow/")["Location"]
    assert "Gina" not in str(list(Member.objects.values()))


def test_the_address_is_forgotten_in_time_and_the_guest_is_known_by_it_later(
    forum: Forum, sink: smtp.Sink
) -> None:
    client = Client()
    ask(client, forum)
    prove(client, sink)
    Guest.objects.update(seen_at=timezone.now() - timedelta(days=limits.GUEST_ADDRESS_DAYS + 1))
    purge_guests()
    assert Guest.objects.get().address == ""
    again = Client()
    ask(again, forum, title="Another question?")
    prove(again, sink)
    assert Guest.objects.get().address == ADDRESS
    assert Topic.objects.values("author").distinct().count() == 1


@pytest.mark.parametrize("name", ["me@mail.example", "http://spam.example", "\u202e\u200b", " "])
def test_a_name_is_a_name(forum: Forum, name: str) -> None:
    client = Client()
    ask(client, forum)
    response = client.post("/community/guest/", {"name": name, "email": ADDRESS})
    assert response.status_code == 200
    assert "Does it work abroad?" in response.content.decode()
    assert not GuestProof.objects.exists()
