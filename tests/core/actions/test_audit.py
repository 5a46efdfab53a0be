"""Every act of staff is one line in Wagtail's audit log, and is undone where that makes sense.

A new name in `STAFF_ACTIONS` without a story here fails, and so does a line of the log without a name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail import hooks
from wagtail.models import ModelLogEntry

import feedback_community
from feedback_community.actions import (
    duplicates,
    flags,
    managing,
    merging,
    moderation,
    solutions,
    spam,
    splitting,
    staff,
    statuses,
    suspensions,
    topics,
)
from feedback_community.actions import official_answers as official
from feedback_community.actions.appeals import appeal
from feedback_community.actions.bulk import block_and_hide_all, undo, work
from feedback_community.actions.members import ensure_member
from feedback_community.actions.opening_for import open_topic_for, withdraw_topic_for_me
from feedback_community.actions.outbox import retry_message
from feedback_community.actions.privacy import ask_consent
from feedback_community.actions.renaming import change_member
from feedback_community.actions.rights import set_group_rights
from feedback_community.actions.voting_for import cast_vote_for
from feedback_community.enums import ELSEWHERE, HoldReason, ModerationPolicy, Right, StatusKind, TopicType
from feedback_community.models import (
    Answer,
    Assignment,
    Block,
    CommunityTag,
    DuplicateSuggestion,
    Flag,
    Forum,
    ForumGroupPermission,
    InternalNote,
    ModerationItem,
    OutboxMessage,
    Suspension,
    Topic,
)
from feedback_community.wagtail_admin.log_actions import STAFF_ACTIONS
from feedback_community.web.person_card import Fact, card_for
from tests.factories import make_answer, make_forum, make_topic, make_user, status

pytestmark = pytest.mark.django_db

ROOT = Path(feedback_community.__file__).parent
#: Times that go on, and what follows from them.
MOVING = ("last_activity_at", "edited_at", "published_at", "trending_score")


class World:
    """A forum, somebody who may do everything there, a customer with a topic and a helper's answer."""

    def __init__(self) -> None:
        self.by = make_user("Bea Boss", is_superuser=True)
        self.forum, self.customer = make_forum("Internet"), make_user("Cus Tomer")
        self.member = ensure_member(self.customer)
        self.answer = make_answer(make_topic(self.forum, author=self.customer))

    @property
    def topic(self) -> Topic:
        topics = Topic.objects.select_related("forum__site", "author__user", "status")
        return topics.get(pk=self.answer.topic_id)

    def fresh(self) -> Answer:
        answers = Answer.objects.select_related("topic__forum__site", "author__user")
        return answers.get(pk=self.answer.pk)

    def held(self) -> ModerationItem:
        Forum.objects.filter(pk=self.forum.pk).update(moderation_policy=ModerationPolicy.ALL)
        topic = make_topic(Forum.objects.select_related("site").get(pk=self.forum.pk), title="It waits here")
        return ModerationItem.objects.get(topic=topic)


#: Preparation, `yield`, the act, and, where it can be undone, `yield` and the undoing.
Story = Callable[[World], Iterator[None]]
STORIES: dict[str, Story] = {}


def story(name: str) -> Callable[[Story], Story]:
    return lambda told: STORIES.setdefault(name, told)


def pair(name: str, back: str, act: Callable[[World], Any], undoing: Callable[[World], Any]) -> None:
    """Two acts: the second undoes the first."""

    def there(w: World) -> Iterator[None]:
        yield
        act(w)
        yield
        undoing(w)

    def and_back(w: World) -> Iterator[None]:
        act(w)
        yield
        undoing(w)

    STORIES[name], STORIES[back] = there, and_back


def single(name: str, act: Callable[[World], Any], undoing: Callable[[World], Any] | None = None) -> None:
    def told(w: World) -> Iterator[None]:
        yield
        act(w)
        if undoing is not None:
            yield
            undoing(w)

    STORIES[name] = told


def until() -> Any:
    return timezone.now() + timedelta(days=7)


pair(
    "remove",
    "restore",
    lambda w: topics.remove_topic(w.topic, by=w.by, reason="It names a person."),
    lambda w: topics.restore_topic(w.topic, by=w.by),
)
pair(
    "close",
    "reopen",
    lambda w: managing.close_topic(w.topic, by=w.by),
    lambda w: managing.reopen_topic(w.topic, by=w.by),
)
pair(
    "feature",
    "unfeature",
    lambda w: managing.feature_topic(w.topic, by=w.by, until=until()),
    lambda w: managing.unfeature_topic(w.topic, by=w.by),
)
pair(
    "mark_solution",
    "clear_solution",
    lambda w: solutions.mark_solution(w.fresh(), by=w.by),
    lambda w: solutions.clear_solution(w.topic, by=w.by),
)
pair(
    "pause_clock",
    "resume_clock",
    lambda w: staff.pause_clock(w.topic, by=w.by),
    lambda w: staff.resume_clock(w.topic, by=w.by),
)
pair(
    "split",
    "rejoin",
    lambda w: splitting.split_answer(
        w.fresh(), by=w.by, title="Another question then", topic_type="question"
    ),
    lambda w: splitting.rejoin_answer(w.fresh(), by=w.by),
)
single(
    "edit",
    lambda w: topics.edit_topic(w.topic, by=w.by, title="A better title", body="It blinks."),
    lambda w: topics.edit_topic(w.topic, by=w.by, title=w.was.title, body=w.was.body),  # type: ignore[attr-defined]
)
single(
    "change_type",
    lambda w: managing.change_type(w.topic, by=w.by, topic_type=TopicType.IDEA),
    lambda w: managing.change_type(w.topic, by=w.by, topic_type=TopicType.QUESTION),
)
single(
    "change_status",
    lambda w: statuses.change_status(w.topic, to=status(StatusKind.UNDER_REVIEW), by=w.by),
    lambda w: statuses.change_status(w.topic, to=w.was.status, by=w.by),  # type: ignore[attr-defined]
)
single(
    "assign",
    lambda w: staff.assign_topic(w.topic, by=w.by, to=w.by),
    lambda w: staff.assign_topic(w.topic, by=w.by, to=None),
)
single(
    "suspend",
    lambda w: suspensions.suspend_member(
        w.member, by=w.by, forum=w.forum, blocks=Block.EVERYTHING, reason="Rude."
    ),
    lambda w: suspensions.lift_suspension(Suspension.objects.get(), by=w.by),
)
single("ask_consent", lambda w: ask_consent(private(w), by=w.by))
single("write_note", lambda w: staff.write_note(w.topic, by=w.by, body="Call them."))
single("vote_for", lambda w: cast_vote_for(w.topic, customer=another(), by=w.by, note="By telephone."))
single("edit_member", lambda w: change_member(w.member, by=w.by, handle="new-one", is_former_employee=False))


class Shop:
    """What a host knows of a person."""

    name, label, cache_seconds = "shop", "Shop", 0

    def is_allowed(self, viewer: Any, person: Any) -> bool:
        return True

    def facts(self, person: Any) -> list[Fact]:
        return [Fact("Plan", "Home 100")]


@story("view_person_facts")
def view_facts(w: World) -> Iterator[None]:
    yield
    with hooks.register_temporarily("register_feedback_person_facts", Shop):
        card_for(w.member, viewer=w.by)


def private(w: World) -> Topic:
    Topic.objects.filter(pk=w.topic.pk).update(is_private=True)
    return w.topic


def another() -> Any:
    return ensure_member(make_user("Ano Ther"))


def open_one(w: World) -> Topic:
    words = {"title": "Asked on the telephone", "body": "Where is my bill?", "topic_type": "question"}
    return open_topic_for(w.forum, customer=w.member, by=w.by, note="By telephone.", **words)  # type: ignore[arg-type]


single("open_for", open_one)


@story("withdraw_for")
def withdraw(w: World) -> Iterator[None]:
    opened = open_one(w)
    yield
    withdraw_topic_for_me(Topic.objects.select_related("forum__site").get(pk=opened.pk), by=w.customer)


@story("move")
def move(w: World) -> Iterator[None]:
    other = make_forum("Television")
    yield
    managing.move_topic(w.topic, by=w.by, to=other)
    yield
    managing.move_topic(w.topic, by=w.by, to=w.forum)


@story("retag")
def retag(w: World) -> Iterator[None]:
    CommunityTag.objects.create(name="Router", slug="router")
    yield
    topics.retag_topic(w.topic, by=w.by, tags=["Router"])
    yield
    topics.retag_topic(w.topic, by=w.by, tags=[])


def officially(w: World) -> Answer:
    return official.post_official_answer(w.topic, by=w.by, body="Officially: hold it.", notify=False)


@story("set_official_answer")
def set_official(w: World) -> Iterator[None]:
    answer = make_answer(w.topic, author=w.by)
    yield
    official.set_official_answer(answer, by=w.by)
    yield
    official.clear_official_answer(w.topic, by=w.by)


@story("clear_official_answer")
def clear_official(w: World) -> Iterator[None]:
    officially(w)
    yield
    official.clear_official_answer(w.topic, by=w.by)


@story("delete_note")
def delete_note(w: World) -> Iterator[None]:
    staff.write_note(w.topic, by=w.by, body="Call them.")
    yield
    staff.delete_note(InternalNote.objects.get(), by=w.by)


@story("approved")
def approved(w: World) -> Iterator[None]:
    item = w.held()
    yield
    moderation.approve_content(item, moderator=w.by)
    yield
    moderation.take_back_decision(ModerationItem.objects.get(pk=item.pk), by=w.by)


@story("rejected")
def rejected(w: World) -> Iterator[None]:
    item = w.held()
    yield
    moderation.reject_content(item, moderator=w.by, reason="Not here.")
    yield
    moderation.take_back_decision(ModerationItem.objects.get(pk=item.pk), by=w.by)


@story("hold_again")
def hold_again(w: World) -> Iterator[None]:
    item = w.held()
    moderation.reject_content(item, moderator=w.by, reason="Not here.")
    yield
    moderation.take_back_decision(ModerationItem.objects.get(pk=item.pk), by=w.by)


@story("merge")
def merge(w: World) -> Iterator[None]:
    other = make_topic(w.forum)
    yield
    merging.merge_topics(w.topic, into=other, by=w.by)
    yield
    merging.unmerge_topic(w.topic, by=w.by)


@story("unmerge")
def unmerge(w: World) -> Iterator[None]:
    other = make_topic(w.forum)
    merging.merge_topics(w.topic, into=other, by=w.by)
    yield
    merging.unmerge_topic(w.topic, by=w.by)


@story("dismiss_suggestion")
def dismiss_suggestion(w: World) -> Iterator[None]:
    duplicates.suggest_duplicate(w.topic, of=make_topic(w.forum), by=w.customer)
    yield
    duplicates.dismiss_suggestion(DuplicateSuggestion.objects.get(), by=w.by)


def flag(w: World, by: Any) -> None:
    flags.flag_content(w.topic, by=by, reason=flags.ensure_flag_reasons()[0])


@story("dismiss_flags")
def dismiss_flags(w: World) -> Iterator[None]:
    flag(w, make_user("Rita Reader"))
    yield
    flags.dismiss_flags(w.topic, by=w.by)


@story("hide_flagged")
def hide_flagged(w: World) -> Iterator[None]:
    yield
    flag(w, w.by)


@story("change_rights")
def change_rights(w: World) -> Iterator[None]:
    group = Group.objects.create(name="Night watch")
    yield
    set_group_rights(w.forum, {Right.MODERATE: [group]}, by=w.by)
    yield
    set_group_rights(w.forum, {Right.MODERATE: []}, by=w.by)


@story("lift_suspension")
def lift(w: World) -> Iterator[None]:
    blocked = suspensions.suspend_member(
        w.member, by=w.by, forum=None, blocks=Block.EVERYTHING, reason="Rude."
    )
    yield
    suspensions.lift_suspension(blocked, by=w.by)


@story("block_spammer")
def block_spammer(w: World) -> Iterator[None]:
    yield
    act = block_and_hide_all(w.member, by=w.by, forum=w.forum, reason="Spam.")
    yield
    work(act.pk, limit=50)
    act.refresh_from_db()
    undo(act, by=w.by)
    work(act.pk, limit=50)


@story("unblock_spammer")
def unblock_spammer(w: World) -> Iterator[None]:
    act = block_and_hide_all(w.member, by=w.by, forum=w.forum, reason="Spam.")
    work(act.pk, limit=50)
    act.refresh_from_db()
    yield
    undo(act, by=w.by)


@story("spam")
def as_spam(w: World) -> Iterator[None]:
    yield
    before = spam.hide_as_spam(w.topic, by=w.by)
    assert before is not None
    yield
    spam.unhide(w.topic, by=w.by, before=before)


@story("unspam")
def unspam(w: World) -> Iterator[None]:
    before = spam.hide_as_spam(w.topic, by=w.by)
    assert before is not None
    yield
    spam.unhide(w.topic, by=w.by, before=before)


@story("retry_message")
def retry(w: World) -> Iterator[None]:
    message = OutboxMessage.objects.create(channel="mail", event="x", failed_at=timezone.now())
    yield
    retry_message(message, by=w.by)


#: Acts without a way back: words that were read or sent, and acts that undo others.
FINAL = {
    *("write_note", "delete_note", "view_person_facts", "ask_consent", "retry_message", "edit_member"),
    # The customer withdraws what was done for the customer, and staff may ask or vote again.
    *("vote_for", "open_for", "withdraw_for"),
    # A decision on what others said; the next flag opens it again.
    *("dismiss_flags", "dismiss_suggestion", "hide_flagged"),
    # The other half of an undoing.
    *("lift_suspension", "unblock_spammer", "unspam", "restore", "reopen", "unfeature", "clear_solution"),
    *("resume_clock", "rejoin", "hold_again", "unmerge", "clear_official_answer"),
}


def snapshot() -> dict[str, list[Any]]:
    """What an undoing gives back. History and the log only grow."""

    def rows(model: Any, *without: str) -> list[Any]:
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in (*MOVING, *without)]
        return list(model.objects.order_by("pk").values(*names))

    return {
        # A topic that was split off and brought back leads to where it came from.
        "topics": [row for row in rows(Topic) if row["state"] not in ELSEWHERE],
        "answers": rows(Answer),
        "tags": list(Topic.tags.through.objects.values_list("content_object", "tag")),
        "items": rows(ModerationItem),
        "flags": list(Flag.objects.values_list("topic", "answer", "decision")),
        "assignees": list(
            Assignment.objects.exclude(assignee=None, info_asked_at=None).values_list("topic", "assignee")
        ),
        "suspended": list(Suspension.objects.filter(lifted_at=None).values_list("member", "forum")),
        "rights": list(ForumGroupPermission.objects.values_list("forum", "group", "right")),
    }


def log_of(start: int) -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(pk__gt=start, action__startswith="feedback_community."))


@pytest.mark.parametrize("name", sorted(set(STAFF_ACTIONS) | set(STORIES)))
def test_it_is_one_line_of_the_log_and_is_undone(name: str) -> None:
    world = World()
    world.was = world.topic  # type: ignore[attr-defined]
    told = STORIES[name](world)
    next(told)
    start = max(ModelLogEntry.objects.values_list("pk", flat=True), default=0)
    before = snapshot()
    has_undo = next(told, "end") != "end"
    lines = [line for line in log_of(start) if line.action == f"feedback_community.{name}"]
    assert len(lines) == 1, [line.action for line in log_of(start)]
    assert lines[0].user is not None
    assert has_undo == (name not in FINAL)
    if has_undo:
        assert snapshot() != before
        next(told, None)
        assert snapshot() == before


def written() -> set[str]:
    """Names that the code writes into the log: the second argument of `audit`, "feedback_community.…"."""
    found: set[str] = set()
    for path in [*ROOT.glob("actions/**/*.py"), *ROOT.glob("web/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit":
                words = ast.walk(node.args[1])
                found |= {word.value for word in words if isinstance(word, ast.Constant) and word.value}
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                app, dot, name = node.value.partition(".")
                if app == "feedback_community" and dot and name in STAFF_ACTIONS:
                    found.add(name)
    return found


def test_what_is_written_into_the_log_has_a_name_there() -> None:
    assert written() <= set(STAFF_ACTIONS)
    assert len(written()) > 25


def test_a_second_look_and_a_report_by_customers_are_no_acts_of_staff() -> None:
    world = World()
    item = world.held()
    moderation.reject_content(item, moderator=world.by, reason="Not here.")
    start = ModelLogEntry.objects.latest("pk").pk
    topic = Topic.objects.select_related("forum__site", "author__user").get(pk=item.topic_id)
    assert appeal(topic, by=topic.author.user, words="Please.").reason == HoldReason.APPEAL
    flag(world, make_user("Rita Reader"))
    assert log_of(start) == []
