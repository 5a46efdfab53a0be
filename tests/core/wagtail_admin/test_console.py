"""The console as staff use it: queues, workbench, notes, claims, bulk acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail import hooks
from wagtail.models import ModelLogEntry

from feedback_community.actions.members import ensure_member
from feedback_community.actions.staff import assign_topic, claim_topic, pause_clock, write_note
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import Right
from feedback_community.exceptions import NotAllowed
from feedback_community.models import (
    Assignment,
    CannedReply,
    Forum,
    InternalNote,
    Member,
    Notification,
    OutboxMessage,
    SavedView,
    Topic,
    Vote,
)
from feedback_community.web.person_card import Fact
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import grant, make_answer, make_representative, make_topic, make_user, status

CONSOLE = "/admin/community/console/"


def bench(topic: Topic, act: str = "") -> str:
    return f"/admin/community/topics/inspect/{topic.pk}/{f'{act}/' if act else ''}"


def queue(client: Any, name: str) -> str:
    return client.get(f"{CONSOLE}results/?queue={name}").content.decode()


@pytest.fixture
def representative(internet: Forum) -> Any:
    return may_enter(make_representative(internet))


@pytest.fixture
def other_representative(tv: Forum) -> Any:
    return may_enter(make_representative(tv, "Otto Other"))


def test_a_customers_last_word_puts_a_topic_into_the_queue_and_ours_takes_it_out(
    internet: Forum, representative: Any
) -> None:
    topic = make_topic(internet, title="Waits for the company")
    client = signed_in(representative)
    assert topic.title in queue(client, "waiting")
    make_answer(topic, author=representative)
    assert topic.title not in queue(client, "waiting")
    make_answer(topic, author=make_user("Cus Tomer"))
    assert topic.title in queue(client, "waiting")


def test_the_clock_stands_while_we_wait_for_the_author_and_runs_when_the_author_answers(
    internet: Forum, representative: Any
) -> None:
    author = make_user("Aut Hor")
    topic = make_topic(internet, author=author, title="Which router is it")
    client = signed_in(representative)
    pause_clock(topic, by=representative)
    assert topic.title not in queue(client, "waiting")
    assert topic.title in queue(client, "paused")
    make_answer(topic, author=make_user("Some Body"))
    assert topic.title in queue(client, "paused")
    make_answer(topic, author=author)
    assert topic.title in queue(client, "waiting")
    assert topic.title not in queue(client, "paused")


def test_each_queue_shows_what_its_name_says(internet: Forum, representative: Any) -> None:
    old = timezone.now() - timedelta(days=31)
    idea = make_topic(internet, topic_type="idea", title="An idea of long ago")
    Topic.objects.filter(pk=idea.pk).update(published_at=old)
    make_topic(internet, topic_type="idea", title="An idea of today")
    secret = make_topic(internet, title="My own contract", is_private=True)
    problem = make_topic(internet, topic_type="problem", title="Everything is down")
    for _number in range(5):
        cast_vote(problem, voter=make_user())
    client = signed_in(representative)
    assert idea.title in queue(client, "overdue")
    assert "An idea of today" not in queue(client, "overdue")
    assert secret.title in queue(client, "private")
    assert problem.title in queue(client, "growing")
    assert secret.title not in queue(client, "growing")
    assign_topic(problem, by=representative, to=representative)
    assert problem.title in queue(client, "mine")
    assert problem.title not in queue(client, "new")


def test_the_console_of_another_forum_shows_nothing_of_this_one(
    internet: Forum, other_representative: Any
) -> None:
    topic = make_topic(internet, title="Of internet only")
    client = signed_in(other_representative)
    for name in ("waiting", "new", "unanswered"):
        assert topic.title not in queue(client, name)
    assert client.get(bench(topic)).status_code == 404
    for act in ("answer", "note", "assign", "claim", "sort", "close"):
        assert client.post(bench(topic, act), {"note-body": "x"}).status_code == 404
    assert not InternalNote.objects.exists()


@pytest.mark.parametrize("who", ["editor", "customer"])
def test_others_are_sent_away(who: str, internet: Forum, request: pytest.FixtureRequest) -> None:
    topic = make_topic(internet)
    client = signed_in(request.getfixturevalue(who))
    for url in (CONSOLE, f"{CONSOLE}results/", f"{CONSOLE}?export=csv", bench(topic)):
        assert client.get(url).status_code == 302
    assert client.post(bench(topic, "note"), {"note-body": "x"}).status_code == 302


def test_the_console_asks_the_same_number_of_questions_for_many_topics(
    internet: Forum, representative: Any
) -> None:
    client = signed_in(representative)
    make_topic(internet)
    client.get(CONSOLE)
    with CaptureQueriesContext(connection) as few:
        client.get(CONSOLE)
    for _number in range(12):
        make_topic(internet)
    with CaptureQueriesContext(connection) as many:
        client.get(CONSOLE)
    assert len(many) == len(few) < 45


def test_one_act_answers_officially_and_changes_the_status(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet, topic_type="idea")
    data = {
        "answer-body": "We will build it.",
        "answer-official": "on",
        "answer-status": str(status("planned").pk),
        "answer-notify": "on",
    }
    signed_in(representative).post(bench(topic, "answer"), data)
    topic.refresh_from_db()
    assert topic.official_answer is not None
    assert topic.official_answer.body == "We will build it."
    assert topic.status.kind == "planned"
    assert OutboxMessage.objects.filter(event="official_answer_set").exists()


def test_nobody_hears_of_an_answer_that_was_sent_quietly(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet)
    OutboxMessage.objects.all().delete()
    data = {"answer-body": "Just a note for the record.", "answer-official": "on"}
    signed_in(representative).post(bench(topic, "answer"), data)
    topic.refresh_from_db()
    assert topic.official_answer is not None
    told = ("answer_published", "official_answer_set", "mentioned")
    assert not OutboxMessage.objects.filter(event__in=told).exists()
    assert OutboxMessage.objects.filter(event="topic_changed").exists()
    assert not Notification.objects.exists()


def test_a_canned_reply_goes_below_what_is_typed_and_claims_the_topic(
    internet: Forum, representative: Any
) -> None:
    topic = make_topic(internet, author=make_user("Priya Nair"))
    reply = CannedReply.objects.create(site=internet.site, title="Restart", body="Dear {name}, restart it.")
    elsewhere = CannedReply.objects.create(site=internet.site, title="Ελληνικά", body="x", language="el")
    page = signed_in(representative).post(
        bench(topic, "answer"),
        {"answer-canned": str(reply.pk), "answer-body": "Hello.", "insert": "1", "answer-notify": "on"},
    )
    text = page.content.decode()
    assert "Hello.\n\nDear Priya Nair, restart it." in text
    assert elsewhere.title not in text
    assert not topic.answers.exists()
    assert Assignment.objects.get(topic=topic).is_claimed


def test_a_colleague_who_is_answering_is_seen_before_a_second_answer_is_sent(
    internet: Forum, representative: Any
) -> None:
    topic = make_topic(internet)
    claim_topic(topic, by=make_representative(internet, "Ella Early"))
    client = signed_in(representative)
    page = client.post(bench(topic, "answer"), {"answer-body": "My long answer.", "answer-notify": "on"})
    assert "Ella Early is answering this topic" in page.content.decode()
    assert "My long answer." in page.content.decode()
    assert not topic.answers.exists()
    client.post(bench(topic, "answer"), {"answer-body": "My long answer.", "answer-anyway": "on"})
    assert topic.answers.count() == 1


def test_a_claim_ends_by_itself(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet)
    early = make_representative(internet, "Ella Early")
    claim_topic(topic, by=early)
    assert claim_topic(topic, by=representative).user == early
    Assignment.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert claim_topic(topic, by=representative).user == representative


def test_notes_are_for_staff_and_never_on_a_public_page(
    internet: Forum, representative: Any, customer: Any
) -> None:
    topic = make_topic(internet)
    client = signed_in(representative)
    client.post(bench(topic, "note"), {"note-body": "Canary of the staff"})
    assert "Canary of the staff" in client.get(bench(topic)).content.decode()
    public = signed_in(customer).get(topic.get_absolute_url())
    assert "Canary of the staff" not in public.content.decode()
    with pytest.raises(NotAllowed):
        write_note(topic, by=customer, body="Me too")


def test_an_over_long_note_is_refused_with_its_text_kept(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet)
    page = signed_in(representative).post(bench(topic, "note"), {"note-body": "n" * 5_001}).content.decode()
    assert "5001 characters; 5000 are allowed" in page
    assert "n" * 5_001 in page
    assert not InternalNote.objects.exists()


def test_only_colleagues_can_look_after_a_topic(internet: Forum, representative: Any, customer: Any) -> None:
    topic = make_topic(internet)
    client = signed_in(representative)
    client.post(bench(topic, "assign"), {"assign-assignee": str(customer.pk)})
    assert not Assignment.objects.filter(assignee__isnull=False).exists()
    client.post(bench(topic, "assign"), {"assign-assignee": str(representative.pk)})
    assert Assignment.objects.get(topic=topic).assignee.user == representative


def test_many_topics_are_assigned_moved_and_closed_at_once(
    internet: Forum, tv: Forum, administrator: Any
) -> None:
    topics = [make_topic(internet, title=f"Number {number}") for number in range(3)]
    update = make_topic(internet, title="Closed already")
    client = signed_in(administrator)
    client.post(bench(update, "close"))
    ids = "&".join(f"id={topic.pk}" for topic in [*topics, update])
    base = "/admin/bulk/feedback_community/topic"
    page = client.get(f"{base}/close/?{ids}&next={CONSOLE}")
    assert page.status_code == 200
    page = client.post(f"{base}/close/?{ids}&next={CONSOLE}", {"reason": "Spring cleaning"}, follow=True)
    assert "3 topics changed." in page.content.decode()
    assert Topic.objects.filter(closed_at=None).count() == 0
    client.post(f"{base}/move/?{ids}&next={CONSOLE}", {"forum": str(tv.pk)})
    assert Topic.objects.filter(forum=tv).count() == 4
    client.post(f"{base}/assign/?{ids}&next={CONSOLE}", {"assignee": ""})


def test_a_bulk_act_leaves_what_the_person_may_not_change(internet: Forum, tv: Forum, moderator: Any) -> None:
    mine, theirs = make_topic(internet), make_topic(tv)
    base = f"/admin/bulk/feedback_community/topic/close/?id={mine.pk}&id={theirs.pk}&next={CONSOLE}"
    signed_in(moderator).post(base, {"reason": ""})
    assert set(Topic.objects.filter(closed_at__isnull=False)) == {mine}
    only = f"/admin/bulk/feedback_community/topic/close/?id={theirs.pk}&next={CONSOLE}"
    assert signed_in(moderator).post(only, {"reason": ""}).status_code == 404


def test_an_employee_without_the_right_to_moderate_is_told_what_was_left(internet: Forum) -> None:
    topic = make_topic(internet)
    employee = may_enter(grant(make_user("Em Ployee"), Right.EMPLOYEE, forum=internet))
    url = f"/admin/bulk/feedback_community/topic/close/?id={topic.pk}&next={CONSOLE}"
    page = signed_in(employee).post(url, {"reason": ""}, follow=True).content.decode()
    assert "1 left as it was" in page
    topic.refresh_from_db()
    assert not topic.is_closed


def test_a_queue_with_its_filters_is_kept_under_a_name(internet: Forum, representative: Any) -> None:
    client = signed_in(representative)
    data = {"name": "Ideas", "queue": "new", "query": "topic_type=idea"}
    client.post(f"{CONSOLE}views/", data)
    page = client.get(CONSOLE).content.decode()
    assert "?queue=new&amp;topic_type=idea" in page
    view = SavedView.objects.get()
    stranger = signed_in(may_enter(make_representative(internet, "An Other")))
    assert stranger.post(f"{CONSOLE}views/{view.pk}/delete/").status_code == 404
    client.post(f"{CONSOLE}views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


class Contract:
    """What a host would write."""

    name = "contract"
    label = "Contract"
    cache_seconds = 0

    def is_allowed(self, viewer: Any, person: Any) -> bool:
        return viewer.is_superuser

    def facts(self, person: Any) -> list[Fact]:
        return [Fact("Plan", "Fibre 500")]


class Broken(Contract):
    name = "broken"

    def facts(self, person: Any) -> list[Fact]:
        raise RuntimeError("the host's database is away")


def test_facts_of_the_host_are_for_those_who_may_see_them_and_looking_is_logged(
    internet: Forum, representative: Any, administrator: Any
) -> None:
    topic = make_topic(internet)
    client = signed_in(administrator)
    name = "register_feedback_person_facts"
    with hooks.register_temporarily([(name, Contract), (name, Broken)]):
        assert "Fibre 500" not in signed_in(representative).get(bench(topic)).content.decode()
        assert "Fibre 500" in client.get(bench(topic)).content.decode()
        client.get(bench(topic))
    seen = ModelLogEntry.objects.filter(action="feedback_community.view_person_facts")
    assert [entry.user for entry in seen] == [administrator]


def test_the_home_of_the_admin_tells_what_waits(internet: Forum, representative: Any, editor: Any) -> None:
    make_topic(internet)
    assert "Waiting for us" in signed_in(representative).get("/admin/").content.decode()
    assert "Waiting for us" not in signed_in(editor).get("/admin/").content.decode()


class Paying:
    """A lens as a host would write it."""

    name = "paying"
    label = "Paying customers"

    def users(self, users: Any) -> Any:
        return users.filter(first_name="Payer")


def test_a_lens_orders_ideas_by_some_customers_and_leaves_the_public_count(
    internet: Forum, representative: Any
) -> None:
    loud = make_topic(internet, topic_type="idea", title="Loud idea")
    wanted = make_topic(internet, topic_type="idea", title="Wanted by payers")
    for _number in range(3):
        cast_vote(loud, voter=make_user())
    cast_vote(wanted, voter=make_user("Payer One"))
    client = signed_in(representative)
    page = queue(client, "demand")
    assert page.index(loud.title) < page.index(wanted.title)
    with hooks.register_temporarily("register_feedback_demand_lens", Paying):
        page = queue(client, "demand&lens=paying")
        voters = client.get(bench(wanted, "voters")).content.decode()
    assert page.index(wanted.title) < page.index(loud.title)
    assert "Paying customers" in voters
    loud.refresh_from_db()
    assert loud.vote_count == 3


def test_a_customer_who_called_is_counted_and_can_take_the_vote_back(
    internet: Forum, representative: Any, other_representative: Any
) -> None:
    topic, customer = make_topic(internet, topic_type="idea"), make_user("Cal Ler")
    handle = ensure_member(customer).handle
    client = signed_in(representative)
    client.post(bench(topic, "voters"), {"handle": f"@{handle}", "note": "by telephone"})
    client.post(bench(topic, "voters"), {"handle": handle, "note": "called again"})
    topic.refresh_from_db()
    vote = Vote.objects.get(topic=topic)
    assert (topic.vote_count, vote.note, vote.cast_by.user) == (1, "by telephone", representative)
    assert retract_vote(topic, voter=customer)
    topic.refresh_from_db()
    assert topic.vote_count == 0
    data = {"handle": handle, "note": "x"}
    assert signed_in(other_representative).post(bench(topic, "voters"), data).status_code == 404


def test_a_vote_for_a_customer_needs_a_reason_and_an_account(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet, topic_type="idea")
    url, client = bench(topic, "voters"), signed_in(representative)
    handle = ensure_member(make_user()).handle
    assert "required" in client.post(url, {"handle": handle, "note": ""}).content.decode()
    assert "Nobody has this handle" in client.post(url, {"handle": "who", "note": "x"}).content.decode()
    stub = Member.objects.create(handle="stub", stub_name="Imported")
    page = client.post(url, {"handle": stub.handle, "note": "x"}).content.decode()
    assert "Only somebody with an account" in page
    assert not Vote.objects.exists()


def test_an_admin_page_of_the_host_can_show_what_the_community_knows(
    internet: Forum, representative: Any, editor: Any, rf: Any
) -> None:
    author = make_user("Aut Hor")
    make_topic(internet, author=author)
    source = "{% load feedback_community_staff %}{% community_person_panel person %}"

    def shown_to(viewer: Any) -> str:
        request = rf.get("/")
        request.user = viewer
        return Template(source).render(Context({"request": request, "person": author}))

    assert "In the community" in shown_to(representative)
    assert shown_to(editor).strip() == ""


def test_the_menu_says_how_many_wait(internet: Forum, representative: Any) -> None:
    client = signed_in(representative)
    assert "Console (" not in client.get("/admin/").content.decode()
    make_topic(internet)
    make_topic(internet)
    assert "Console (2)" in client.get("/admin/").content.decode()


def test_the_workbench_leads_to_merging_for_those_who_may(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet, title="The lamp of my router is red")
    twin = make_topic(internet, title="The lamp of the router is red")
    page = signed_in(representative).get(bench(topic)).content.decode()
    assert f"/t/{topic.pk}/merge/" in page
    assert f"/t/{topic.pk}/merge/?into={twin.pk}" in page
    employee = may_enter(grant(make_user("Em Ployee"), Right.EMPLOYEE, forum=internet))
    assert "/merge/" not in signed_in(employee).get(bench(topic)).content.decode()
