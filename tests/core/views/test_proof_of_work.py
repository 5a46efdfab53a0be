"""Work asked of somebody new: done, it lets the post appear; anything else makes the post wait."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from feedback_community.actions.guests import ask_for_proof
from feedback_community.actions.members import ensure_member
from feedback_community.actions.throttling import purge_throttles
from feedback_community.enums import HoldReason, TrustLevel
from feedback_community.models import Answer, Forum, GuestProof, Member, ModerationItem, Throttle, Topic
from feedback_community.moderation import proof_of_work
from feedback_community.notifications.proofs import make_token
from tests.factories import make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def some_work(settings: Any) -> None:
    own = getattr(settings, "FEEDBACK_COMMUNITY", {})
    settings.FEEDBACK_COMMUNITY = {**own, "PROOF_OF_WORK": 20, "FORM_MIN_SECONDS": 0}


@pytest.fixture
def forum() -> Forum:
    return make_forum()


@pytest.fixture
def newcomer() -> Client:
    client = Client()
    client.force_login(make_user("Nina New"))
    return client


def solved(given: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for a challenge."""
    answer = altcha.solve_challenge(altcha.Challenge.from_dict(given))
    assert answer is not None
    return {"challenge": given, "solution": answer.to_dict()}


def packed(payload: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


def fetched(client: Client) -> dict[str, Any]:
    given: dict[str, Any] = client.get("/community/work/").json()
    return given


def post(client: Client, topic: Topic, work: str | None, body: str = "Hold the button.") -> Answer:
    data = {"body": body} if work is None else {"body": body, "work": work}
    assert client.post(f"/community/t/{topic.pk}/answer/", data).status_code == 302
    return Answer.objects.latest("pk")


def held_because() -> tuple[str, str]:
    item = ModerationItem.objects.latest("pk")
    return item.reason, item.detail


def test_work_that_was_done_lets_the_post_appear(forum: Forum, newcomer: Client) -> None:
    assert post(newcomer, make_topic(forum), packed(solved(fetched(newcomer)))).is_published


def test_without_scripts_the_post_waits_with_its_text(forum: Forum, newcomer: Client) -> None:
    answer = post(newcomer, make_topic(forum), None)
    assert (answer.is_published, answer.body) == (False, "Hold the button.")
    assert held_because() == (HoldReason.FORM, "no proof of work")


def test_work_counts_once(forum: Forum, newcomer: Client) -> None:
    work = packed(solved(fetched(newcomer)))
    assert post(newcomer, make_topic(forum), work).is_published
    assert not post(newcomer, make_topic(forum), work, "Again, at another place.").is_published
    assert held_because() == (HoldReason.FORM, "proof of work used before")


def test_work_of_a_refused_post_is_not_lost(forum: Forum, newcomer: Client) -> None:
    work, topic = packed(solved(fetched(newcomer))), make_topic(forum)
    links = " ".join(f"https://pills{n}.example/" for n in range(5))
    page = newcomer.post(f"/community/t/{topic.pk}/answer/", {"body": links, "work": work})
    assert "New members can put" in page.content.decode()
    assert f'value="{work}"' in page.content.decode()
    assert post(newcomer, topic, work).is_published


def test_the_same_form_sent_twice_is_one_post_that_appears(forum: Forum, newcomer: Client) -> None:
    work, topic = packed(solved(fetched(newcomer))), make_topic(forum)
    first = post(newcomer, topic, work)
    assert post(newcomer, topic, work) == first
    assert first.is_published


def forge(given: dict[str, Any], **changes: Any) -> str:
    """A challenge of one's own making, solved."""
    return packed(solved({**given, "parameters": {**given["parameters"], **changes}}))


@pytest.mark.parametrize(
    "make",
    [
        lambda given: forge(given, keyPrefix="00"),
        lambda given: forge(given, expiresAt=given["parameters"]["expiresAt"] + 1),
        lambda given: packed({**solved(given), "solution": {"counter": 3, "derivedKey": "00" * 32}}),
        lambda given: packed({**solved(given), "solution": {"counter": [], "derivedKey": None}}),
        lambda given: packed(solved({**given, "signature": "00" * 32})),
        lambda given: packed({"challenge": given}),
        lambda given: packed([]),  # type: ignore[arg-type]
        lambda given: "work",
        lambda given: "ы" * 10,
        lambda given: "A" * 1_000_000,
    ],
    ids="easier longer wrong odd forged half list words letters huge".split(),
)
def test_work_that_was_not_done_does_not_count(forum: Forum, newcomer: Client, make: Any) -> None:
    work = make(fetched(newcomer))
    assert not post(newcomer, make_topic(forum), work).is_published
    assert held_because() == (HoldReason.FORM, "wrong proof of work")
    assert not Throttle.objects.filter(key__startswith="work:").exists()


def test_work_is_not_kept_for_ever(forum: Forum, newcomer: Client) -> None:
    work = packed(solved(fetched(newcomer)))
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert not post(newcomer, make_topic(forum), work).is_published
        assert held_because() == (HoldReason.FORM, "old proof of work")


def test_that_it_was_used_is_known_as_long_as_it_could_be_sent(forum: Forum, newcomer: Client) -> None:
    post(newcomer, make_topic(forum), packed(solved(fetched(newcomer))))
    used = Throttle.objects.filter(key__startswith="work:")
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        purge_throttles()
        assert used.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=97)):
        purge_throttles()
        assert not used.exists()


def test_known_members_are_asked_for_none(forum: Forum) -> None:
    known = make_user("Kay Known")
    Member.objects.filter(pk=ensure_member(known).pk).update(trust=TrustLevel.KNOWN)
    client = Client()
    client.force_login(type(known).objects.get(pk=known.pk))
    topic = make_topic(forum)
    assert "proof-of-work" not in client.get(topic.get_absolute_url()).content.decode()
    assert post(client, topic, None).is_published


@pytest.mark.parametrize("path", ["/community/ask/", "topic"])
def test_the_forms_of_visitors_and_new_members_say_where_work_is(
    forum: Forum, newcomer: Client, path: str
) -> None:
    url = make_topic(forum).get_absolute_url() if path == "topic" else path
    for client in (newcomer, Client()):
        assert 'data-community-work="/community/work/"' in client.get(url).content.decode()


def test_a_guest_does_it_before_the_mail(forum: Forum) -> None:
    Forum.objects.filter(pk=forum.pk).update(guests_post=True)
    forum.refresh_from_db()
    client, topic = Client(), make_topic(forum)
    for body, work in (("Hold it.", packed(solved(fetched(client)))), ("Press it.", "")):
        proof = ask_for_proof(
            "gina@example.com",
            site=forum.site,
            name="Gina",
            forum=forum,
            act="topic_answer",
            kwargs={"pk": topic.pk},
            data={"body": [body], "work": [work]},
        )
        client.post(f"/community/guest/{make_token(proof)}/")
        assert not GuestProof.objects.exists()
    first, second = Answer.objects.order_by("pk")
    assert (first.is_published, second.is_published) == (True, False)


def test_switched_off_nothing_is_asked(forum: Forum, newcomer: Client, settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {**settings.FEEDBACK_COMMUNITY, "PROOF_OF_WORK": 0}
    topic = make_topic(forum)
    assert newcomer.get("/community/work/").status_code == 404
    assert "proof-of-work" not in newcomer.get(topic.get_absolute_url()).content.decode()
    assert post(newcomer, topic, None).is_published


def test_giving_work_costs_no_query(django_assert_num_queries: Any) -> None:
    client = Client()
    with django_assert_num_queries(0):
        answer = client.get("/community/work/")
    assert "no-store" in answer["Cache-Control"]
    tries = {proof_of_work.new_challenge()["parameters"]["keyPrefix"] for _round in range(200)}
    assert len(tries) == 200
