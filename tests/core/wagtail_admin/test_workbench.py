"""The workbench: from one topic of a queue to the next, files, and what stands above the thread."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.html import escape

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import ModerationPolicy, ModerationState, Right
from feedback_community.models import Attachment, CannedReply, Forum
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.core.wagtail_admin.test_console import CONSOLE, bench
from tests.factories import grant, make_answer, make_representative, make_topic, make_user
from tests.files import sent


@pytest.fixture
def representative(internet: Forum) -> Any:
    return may_enter(make_representative(internet))


def test_the_console_leads_through_its_queue(internet: Forum, tv: Forum, representative: Any) -> None:
    first, second, third = (make_topic(internet, title=f"Router number {n}") for n in range(3))
    make_topic(internet, title="Something else")
    client = signed_in(representative)
    listed = client.get(f"{CONSOLE}?queue=waiting&q=router").content.decode()
    assert escape(f"{bench(first)}?queue=waiting&q=router") in listed

    here = f"{bench(first)}?queue=waiting&q=router"
    page = client.get(here).content.decode()
    assert escape(f"{bench(second)}?queue=waiting&q=router") in page, "the next of the list"
    assert escape(f"{CONSOLE}?queue=waiting&q=router") in page, "and the way back"
    answered = client.post(
        f"{bench(first, 'answer')}?queue=waiting&q=router&then={second.pk}",
        {"answer-body": "Done.", "answer-official": "on"},
    )
    query = parse_qs(urlsplit(answered.url).query)
    assert query == {"queue": ["waiting"], "q": ["router"], "then": [str(second.pk)]}
    # The answered one has left the queue; the way goes on where it was.
    assert escape(f"{bench(second)}?queue=waiting&q=router") in client.get(answered.url).content.decode()
    last = client.get(f"{bench(third)}?queue=waiting&q=router").content.decode()
    assert escape(f"{bench(second)}?queue=waiting") in last, "after the last comes the first"


def test_off_the_way_there_is_no_next_topic(internet: Forum, representative: Any) -> None:
    topic, _other = make_topic(internet), make_topic(internet)
    client = signed_in(representative)
    for query, is_on_the_way in (
        ("", False),
        ("?queue=nonsense", False),
        ("?queue=new&then=x&forum=x", True),
    ):
        assert bool(client.get(f"{bench(topic)}{query}").context["way"].next_url) is is_on_the_way


def test_a_held_topic_leads_to_the_decision(internet: Forum, moderator: Any) -> None:
    internet.moderation_policy = ModerationPolicy.ALL
    internet.save()
    held = make_topic(internet)
    assert held.state == ModerationState.HELD
    item = held.moderation_items.get()
    assert f"/admin/community/moderation/{item.pk}/" in signed_in(moderator).get(bench(held)).content.decode()


def test_a_merged_topic_leads_to_the_one_that_stays(internet: Forum, moderator: Any) -> None:
    gone, stays = make_topic(internet), make_topic(internet)
    merge_topics(gone, into=stays, by=moderator)
    assert bench(stays) in signed_in(moderator).get(bench(gone)).content.decode()


def test_a_second_official_answer_is_asked_for_on_purpose(internet: Forum, representative: Any) -> None:
    topic = make_topic(internet)
    client = signed_in(representative)
    assert client.get(bench(topic)).context["answer_form"]["official"].value() is True
    post_official_answer(topic, by=representative, body="So it is.")
    assert client.get(bench(topic)).context["answer_form"]["official"].value() is False


def test_an_inserted_reply_shows_the_claim_at_once(internet: Forum, representative: Any) -> None:
    reply = CannedReply.objects.create(site=internet.site, title="Restart", body="Restart it.")
    page = signed_in(representative).post(
        bench(make_topic(internet), "answer"), {"answer-canned": str(reply.pk), "insert": "1"}
    )
    assert "Give my claim back" in page.content.decode()


def test_staff_attach_files_and_lose_none_when_something_is_refused(
    internet: Forum, representative: Any
) -> None:
    topic = make_topic(internet)
    client = signed_in(representative)
    page = client.post(bench(topic, "answer"), {"answer-body": " ", "files": sent(), "file_alt": "The lamp"})
    file = Attachment.objects.get()
    assert "An answer needs words." in page.content.decode()
    assert f'value="{file.uid}"' in page.content.decode()
    form = {"answer-body": "See the picture.", "file": file.uid, f"alt_{file.uid}": "The green lamp"}
    page = client.post(bench(topic, "answer"), {**form, "files": sent("x.exe", b"MZ\x90\x00")})
    assert "x.exe: " in page.content.decode()
    assert not topic.answers.exists()
    client.post(bench(topic, "answer"), form)
    answer = topic.answers.get()
    assert list(answer.attachments.values_list("uid", "alt")) == [(file.uid, "The green lamp")]
    assert file.uid in answer.body_html


def test_what_was_removed_is_read_by_those_who_decide_on_it(internet: Forum, moderator: Any) -> None:
    employee = may_enter(grant(make_user("Emma Employee"), Right.EMPLOYEE, forum=internet))
    topic, gone = make_topic(internet), make_topic(internet, title="A canary title")
    answer = make_answer(topic, body="A canary answer.")
    remove_answer(answer, by=moderator, reason="It named a person.")
    remove_topic(gone, by=moderator, reason="Off topic.")
    for user, reads in ((employee, False), (moderator, True)):
        client = signed_in(user)
        page = client.get(bench(topic)).content.decode()
        assert ("A canary answer." in page) is reads
        assert client.get(bench(gone)).status_code == (200 if reads else 404)
        assert ("A canary title" in client.get("/admin/community/topics/").content.decode()) is reads
        bulk = client.get(f"/admin/bulk/feedback_community/topic/assign/?id={gone.pk}", follow=True)
        assert ("A canary title" in bulk.content.decode()) is reads
