"""Acts on many posts: worked off in parts, each row alone, undone exactly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from feedback_community import signals
from feedback_community.actions import bulk
from feedback_community.actions.counters import recount_counters
from feedback_community.actions.flags import ensure_flag_reasons, flag_content
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.members import ensure_member
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import ModerationPolicy, ModerationState
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import (
    Answer,
    BulkAct,
    BulkKind,
    BulkRow,
    BulkState,
    Flag,
    Forum,
    ModerationItem,
    OutboxMessage,
    Suspension,
    Topic,
)
from feedback_community.outbox import worker
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    return make_forum("Internet")


@pytest.fixture
def staff(forum: Forum) -> Any:
    return make_representative(forum)


def through(act: BulkAct) -> BulkAct:
    """The worker until there is nothing left."""
    while bulk.work(act.pk, limit=7):
        pass
    act.refresh_from_db()
    return act


def states(act: BulkAct) -> dict[str, int]:
    return bulk.progress(act)


def topics(forum: Forum, number: int, **more: Any) -> list[Topic]:
    return [make_topic(forum, **more) for _ in range(number)]


def snapshot() -> dict[str, list[Any]]:
    """What must be as it was. History and the audit log only grow; numbers of times are left out."""
    columns = ("pk", "state", "forum_id", "closed_at", "official_answer_id", "solution_id", "answer_count")
    return {
        "topics": list(Topic.objects.order_by("pk").values_list(*columns, "vote_count", "merge_count")),
        "answers": list(
            Answer.objects.order_by("pk").values_list("pk", "state", "removal_reason", "topic_id")
        ),
        "items": list(ModerationItem.objects.order_by("pk").values_list("pk", "decision", "note", "reason")),
        "flags": list(Flag.objects.order_by("pk").values_list("pk", "decision", "decided_by", "weight")),
    }


@pytest.fixture
def spammer(forum: Forum, staff: Any) -> Any:
    """Posts of every kind: public, held, hidden before, with marks and flags, in two forums."""
    user, television = make_user("Sam Spammer"), make_forum("Television")
    public = topics(forum, 3, author=user)
    asked = make_topic(forum)
    official = make_answer(asked, author=user, body="This was even helpful.")
    mark_solution(official, by=asked.author.user)
    flag_content(Topic.objects.get(pk=public[0].pk), by=make_user("Rita"), reason=ensure_flag_reasons()[1])
    remove_topic(public[1], by=staff, reason="It named a person.")
    Forum.objects.filter(pk=forum.pk).update(moderation_policy=ModerationPolicy.ALL)
    forum.refresh_from_db()
    make_topic(forum, author=user)
    make_answer(Topic.objects.get(pk=asked.pk), author=user)
    make_topic(television, author=user)
    return user


def test_block_and_hide_all_hides_what_is_shown_and_undo_gives_back_exactly_that(
    forum: Forum, staff: Any, spammer: Any
) -> None:
    before, member = snapshot(), ensure_member(spammer)
    act = bulk.block_and_hide_all(member, by=staff, forum=forum, reason="Spam.")
    through(act)
    assert states(act) == {BulkState.DONE: 5} and act.total == 5
    here = Topic.objects.filter(author=member, forum=forum)
    assert not here.filter(state__in=("published", "held")).exists()
    assert Topic.objects.get(author=member, forum__name="Television").is_published
    assert Flag.objects.filter(reason__slug="spam", decision="confirmed").count() == 5
    assert not ModerationItem.objects.pending().exists()
    assert Suspension.objects.get().is_active
    assert recount_counters(fix=False) == {} and list(find_problems()) == []
    bulk.undo(act, by=staff)
    through(act)
    assert states(act) == {BulkState.UNDONE: 5}
    assert snapshot() == before
    assert not Suspension.objects.get().is_active
    assert recount_counters(fix=False) == {} and list(find_problems()) == []
    with pytest.raises(InvalidChange):
        bulk.undo(BulkAct.objects.get(), by=staff)


def test_hidden_posts_are_found_and_mailed_no_more(forum: Forum, staff: Any) -> None:
    user = make_user("Sam Spammer")
    topic = make_topic(forum, author=user)
    heard: list[int] = []

    def hear(posts: int, **kwargs: Any) -> None:
        heard.append(posts)

    signals.spam_removed.connect(hear)
    try:
        through(bulk.block_and_hide_all(ensure_member(user), by=staff, forum=forum, reason="Spam."))
        for callback in [run[1] for run in connection.run_on_commit]:
            callback()
    finally:
        signals.spam_removed.disconnect(hear)
    assert heard == [1]
    keys = OutboxMessage.objects.filter(event="topic_changed").values_list("key", flat=True)
    assert f"topic:{topic.pk}" in keys


def test_only_whoever_moderates_there_may(forum: Forum, spammer: Any) -> None:
    member = ensure_member(spammer)
    stranger = make_representative(make_forum("Elsewhere"))
    for place in (forum, None):
        with pytest.raises(NotAllowed):
            bulk.block_and_hide_all(member, by=stranger, forum=place, reason="Spam.")
    assert not BulkAct.objects.exists() and not Suspension.objects.exists()


def test_a_right_that_is_taken_away_meanwhile_counts_for_the_rest(forum: Forum, staff: Any) -> None:
    act = bulk.start(BulkKind.CLOSE, by=staff, contents=topics(forum, 4), data={"reason": ""})
    bulk.work(act.pk, limit=2)
    staff.groups.clear()
    through(act)
    assert states(act) == {BulkState.DONE: 2, BulkState.FAILED: 2}


def test_the_worker_goes_on_where_it_was_stopped(forum: Forum, staff: Any) -> None:
    act = bulk.start(BulkKind.CLOSE, by=staff, contents=topics(forum, 60), data={"reason": "Old."})
    assert bulk.work(act.pk, limit=20) is True
    OutboxMessage.objects.update(available_at=timezone.now() - timedelta(seconds=1))
    for _round in range(4):
        worker.run_once(frozenset({"bulk"}))
    act.refresh_from_db()
    assert act.finished_at is not None and states(act) == {BulkState.DONE: 60}
    logged = ModelLogEntry.objects.filter(action="feedback_community.close").count()
    assert logged == 60
    assert bulk.work(act.pk, limit=20) is False


def test_one_post_that_cannot_be_changed_does_not_keep_the_others(forum: Forum, staff: Any) -> None:
    posts = topics(forum, 3)
    other = make_forum("Television", topic_types=["idea"])
    act = bulk.start(BulkKind.MOVE, by=staff, contents=posts, data={"forum": other.pk})
    through(act)
    assert states(act) == {BulkState.FAILED: 3}
    assert set(BulkRow.objects.values_list("problem", flat=True)) != {""}


@pytest.mark.parametrize("kind", ["approve", "reject", "spam"])
def test_decisions_on_held_posts_are_taken_back(kind: str, forum: Forum, staff: Any) -> None:
    forum.moderation_policy = ModerationPolicy.ALL
    forum.save()
    posts: list[Any] = topics(forum, 2)
    before = snapshot()
    act = bulk.start(BulkKind(kind), by=staff, contents=posts, data={"reason": "Advertising."})
    through(act)
    assert states(act) == {BulkState.DONE: 2} and not ModerationItem.objects.pending().exists()
    bulk.undo(act, by=staff)
    through(act)
    assert snapshot() == before
    assert set(Topic.objects.values_list("state", flat=True)) == {ModerationState.HELD}


def test_topics_go_back_to_where_they_were(forum: Forum, staff: Any) -> None:
    posts, other = topics(forum, 3), make_forum("Television")
    staff = make_user("Ad Min", is_superuser=True)
    before = snapshot()
    for kind, data in (
        (BulkKind.MOVE, {"forum": other.pk}),
        (BulkKind.CLOSE, {"reason": ""}),
        (BulkKind.TAG, {"tags": []}),
        (BulkKind.MERGE, {"survivor": posts[0].pk}),
    ):
        act = through(bulk.start(kind, by=staff, contents=posts, data=data))
        bulk.undo(act, by=staff)
        through(act)
        assert not act.rows.filter(state__in=("failed", "kept")).exists(), kind
        assert snapshot() == before, kind


def test_what_somebody_changed_since_stays(forum: Forum, staff: Any) -> None:
    staff = make_user("Ad Min", is_superuser=True)
    posts, tv, mail = topics(forum, 2), make_forum("Television"), make_forum("Mail")
    act = through(bulk.start(BulkKind.MOVE, by=staff, contents=posts, data={"forum": tv.pk}))
    Topic.objects.filter(pk=posts[0].pk).update(forum=mail)
    bulk.undo(act, by=staff)
    through(act)
    assert states(act) == {BulkState.UNDONE: 1, BulkState.KEPT: 1}
    assert Topic.objects.get(pk=posts[0].pk).forum == mail


def test_only_for_thirty_days_and_only_by_whoever_did_it(forum: Forum, staff: Any) -> None:
    act = through(bulk.start(BulkKind.CLOSE, by=staff, contents=topics(forum, 1), data={"reason": ""}))
    with pytest.raises(NotAllowed):
        bulk.undo(act, by=make_representative(forum))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(InvalidChange):
            bulk.undo(act, by=staff)
        assert bulk.purge_bulk_acts() > 0
    assert not BulkRow.objects.exists()
