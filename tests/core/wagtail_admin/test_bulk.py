"""Bulk acts in the admin: a spam wave, a person with everything, merging several, progress and undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from feedback_community.actions import bulk
from feedback_community.actions.members import ensure_member
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import ModerationPolicy, ModerationState
from feedback_community.models import (
    Answer,
    BulkAct,
    Forum,
    ModerationItem,
    OutboxMessage,
    Suspension,
    Topic,
)
from feedback_community.outbox import worker
from tests.core.wagtail_admin.conftest import signed_in
from tests.factories import make_answer, make_topic, make_user

QUEUE = "/admin/community/moderation/"
ACTS = "/admin/community/bulk/"


def wave(forum: Forum, number: int) -> None:
    """So many held answers and topics of one spammer."""
    topic, user = make_topic(forum), make_user("Sam Spammer")
    forum.moderation_policy = ModerationPolicy.ALL
    forum.save()
    topic = Topic.objects.select_related("forum__site").get(pk=topic.pk)
    for place in range(number):
        make_answer(topic, author=user, body=f"Buy pills number {place}.")


def url(action: str, ids: str = "id=all") -> str:
    return reverse("wagtail_bulk_action", args=("feedback_community", "moderationitem", action)) + (
        f"?{ids}&next={QUEUE}"
    )


def finish() -> None:
    act = BulkAct.objects.latest("pk")
    while bulk.work(act.pk, limit=50):
        pass


@pytest.mark.parametrize(
    ("action", "state"),
    [("approve", "published"), ("reject", "rejected"), ("spam", "rejected")],
)
def test_a_wave_is_worked_off_with_progress_and_undone(
    action: str, state: str, internet: Forum, moderator: Any
) -> None:
    wave(internet, 45)
    client = signed_in(moderator)
    page = client.get(url(action)).content.decode()
    assert "and" in page and "Buy pills number 3." in page
    response = client.post(url(action), {"reason": "Advertising."})
    act = BulkAct.objects.get()
    assert response.url == f"{ACTS}{act.pk}/"
    page = client.get(response.url).content.decode()
    assert "20 of 45" in page and 'http-equiv="refresh"' in page
    finish()
    assert "45 of 45" in client.get(response.url).content.decode()
    assert set(Answer.objects.values_list("state", flat=True)) == {state}
    assert ModelLogEntry.objects.filter(action__startswith="feedback_community.").count() >= 45
    client.post(response.url)
    finish()
    assert set(Answer.objects.values_list("state", flat=True)) == {ModerationState.HELD}
    assert ModerationItem.objects.pending().count() == 45


def test_all_means_the_filtered_ones(internet: Forum, moderator: Any) -> None:
    wave(internet, 30)
    make_topic(internet, title="An honest question", author=make_user("Honest Person"))
    signed_in(moderator).post(url("spam", "id=all&q=pills"))
    finish()
    assert ModerationItem.objects.pending().get().topic.title == "An honest question"


def test_an_act_is_seen_by_whoever_did_it_and_by_nobody_else(
    internet: Forum, moderator: Any, other_moderator: Any, editor: Any, administrator: Any
) -> None:
    wave(internet, 2)
    client = signed_in(moderator)
    client.post(url("approve"))
    act = BulkAct.objects.get()
    page = f"{ACTS}{act.pk}/"
    assert client.get(page).status_code == 200
    assert "Posts approved" in client.get(ACTS).content.decode()
    assert signed_in(other_moderator).get(page).status_code == 404
    assert signed_in(other_moderator).post(page).status_code == 404
    assert "Posts approved" not in signed_in(other_moderator).get(ACTS).content.decode()
    assert signed_in(editor).get(page).status_code == 302
    assert signed_in(administrator).get(page).status_code == 200


def test_a_person_is_blocked_with_everything_after_a_look_at_the_numbers(
    internet: Forum, tv: Forum, moderator: Any, other_moderator: Any
) -> None:
    user = make_user("Sam Spammer")
    for _number in range(25):
        make_topic(internet, author=user, title="Cheap pills today")
    make_topic(tv, author=user)
    member = ensure_member(user)
    page = f"/admin/community/people/{member.pk}/spam/"
    client = signed_in(moderator)
    shown = client.get(page).content.decode()
    assert "Block and hide 25 posts" in shown and "Television" not in shown
    response = client.post(page, {"forum": str(internet.pk), "reason": "Advertising."})
    assert "20 of 25" in client.get(response.url).content.decode()
    finish()
    assert not Topic.objects.filter(forum=internet, state="published").exists()
    assert Topic.objects.get(forum=tv).is_published
    assert Suspension.objects.get().forum == internet
    client.post(response.url)
    finish()
    assert Topic.objects.filter(forum=internet, state="published").count() == 25
    assert Suspension.objects.get().lifted_at is not None


def test_nobody_blocks_in_a_forum_of_others(internet: Forum, tv: Forum, other_moderator: Any) -> None:
    member = make_topic(internet, author=make_user("Sam Spammer")).author
    page = f"/admin/community/people/{member.pk}/spam/"
    client = signed_in(other_moderator)
    assert client.get(page).status_code == 404
    assert client.post(page, {"forum": str(internet.pk), "reason": "x"}).status_code == 404
    make_topic(tv, author=member.user)
    assert client.post(page, {"forum": str(internet.pk), "reason": "x"}).status_code == 200
    assert not Suspension.objects.exists() and not BulkAct.objects.exists()


def test_several_topics_are_merged_into_one_after_a_preview(internet: Forum, moderator: Any) -> None:
    stays = make_topic(internet, title="The one that stays", topic_type="idea")
    others = [make_topic(internet, title=f"Asked again {n}", topic_type="idea") for n in range(3)]
    for topic in others:
        cast_vote(topic, voter=make_user("Vera Voter"))
    ids = "&".join(f"id={topic.pk}" for topic in (stays, *others))
    address = f"/admin/bulk/feedback_community/topic/merge/?{ids}&next=/admin/community/console/"
    client = signed_in(moderator)
    assert "Which one stays?" in client.get(address).content.decode()
    page = client.post(address, {"survivor": str(stays.pk), "step": "preview"}).content.decode()
    assert "Asked again 2" in page and Topic.objects.filter(state="merged").count() == 0
    client.post(address, {"survivor": str(stays.pk), "step": "merge"})
    assert Topic.objects.filter(state="merged").count() == 3
    assert Topic.objects.get(pk=stays.pk).vote_count == 3
    client.post(f"{ACTS}{BulkAct.objects.get().pk}/")
    assert Topic.objects.filter(state="merged").count() == 0
    assert Topic.objects.get(pk=stays.pk).vote_count == 0


def test_the_queue_is_filtered_by_kind_author_and_trust(internet: Forum, moderator: Any) -> None:
    wave(internet, 2)
    make_topic(internet, title="An honest question", author=make_user("Honest Person"))
    client = signed_in(moderator)
    for query, found, missing in (
        ("kind=topic", "An honest question", "Buy pills"),
        ("kind=answer", "Buy pills", "An honest question"),
        ("author=sam-spammer", "Buy pills", "An honest question"),
        ("trust=0", "An honest question", ""),
    ):
        page = client.get(f"{QUEUE}results/?{query}").content.decode()
        assert found in page, query
        assert not missing or missing not in page, query
    assert "Buy pills" not in client.get(f"{QUEUE}results/?trust=1").content.decode()


def test_the_worker_is_what_goes_on(internet: Forum, moderator: Any) -> None:
    wave(internet, 30)
    signed_in(moderator).post(url("approve"))
    assert ModerationItem.objects.pending().count() == 10
    worker_rounds = 0
    while ModerationItem.objects.pending().exists() and worker_rounds < 5:
        bulk_messages_due()
        worker.run_once(frozenset({"bulk"}))
        worker_rounds += 1
    assert not ModerationItem.objects.pending().exists()


def bulk_messages_due() -> None:
    OutboxMessage.objects.filter(done_at=None).update(available_at=timezone.now() - timedelta(seconds=1))
