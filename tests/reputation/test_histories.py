"""Random histories: whatever happens, the ledger says what a count from scratch says."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_community.actions.answers import remove_answer, restore_answer
from feedback_community.actions.claiming import claim_posts
from feedback_community.actions.duplicates import suggest_duplicate
from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.flags import confirm_flags, dismiss_flags, ensure_flag_reasons, flag_content
from feedback_community.actions.guests import ask_for_proof, proving
from feedback_community.actions.hiding import change_name
from feedback_community.actions.managing import change_type, move_topic
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.official_answers import clear_official_answer, set_official_answer
from feedback_community.actions.solutions import clear_solution, mark_solution
from feedback_community.actions.spam import hide_as_spam, unhide
from feedback_community.actions.splitting import rejoin_answer, split_answer
from feedback_community.actions.statuses import change_status
from feedback_community.actions.topics import remove_topic, restore_topic
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.actions.voting_for import cast_vote_for
from feedback_community.enums import Right, StatusKind, TopicType
from feedback_community.exceptions import CommunityError
from feedback_community.models import Answer, Flag, Guest, Member, OutboxMessage, Topic
from feedback_community.people import GuestVisitor
from feedback_community.reputation.actions.recounts import recalculate
from tests.factories import (
    default_site,
    grant,
    make_answer,
    make_forum,
    make_representative,
    make_topic,
    make_user,
    status,
)
from tests.reputation.play import check_everything, work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class World:
    """Some people, two forums, and whatever a random source makes them do."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)  # noqa: S311
        switches = {"allows_hidden_names": True, "guests_post": True, "guests_vote": True}
        self.forums = [make_forum("One", **switches), make_forum("Two", **switches)]
        self.people = [make_user(f"Person {n}") for n in range(5)]
        self.people[1] = grant(self.people[1], Right.SUGGEST_MERGE)
        self.staff = make_representative()
        self.guest = self.new_guest()
        self.hidden: list[tuple[Any, dict[str, Any]]] = []
        self.reasons = [row for row in ensure_flag_reasons() if row.slug in ("spam", "rude")]

    def new_guest(self) -> GuestVisitor:
        proof = ask_for_proof(f"guest{self.choose.random()}@mail.example", site=default_site(), name="Guest")
        with proving(proof) as visitor:
            assert visitor is not None
            return visitor

    def pick(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.choose.choice(found) if found else None

    def person(self) -> Any:
        person = self.choose.choice([*self.people, self.guest])
        if isinstance(person, GuestVisitor):
            return GuestVisitor(Member.objects.get(pk=person.member.pk))
        return type(person).objects.get(pk=person.pk)

    def boss(self) -> Any:
        return type(self.staff).objects.get(pk=self.staff.pk)

    def do(self, name: str) -> None:
        try:
            with transaction.atomic():
                getattr(self, f"do_{name}")()
        except CommunityError:
            pass

    def do_ask(self) -> None:
        kind = self.choose.choice([TopicType.QUESTION, TopicType.IDEA, TopicType.IDEA, TopicType.PROBLEM])
        hides = self.choose.random() < 0.2
        make_topic(self.choose.choice(self.forums), author=self.person(), topic_type=kind, hide_name=hides)

    def do_answer(self) -> None:
        topic = self.pick(Topic.objects.published())
        author = self.choose.choice([self.person(), self.person(), self.boss()])
        parent = self.pick(Answer.objects.filter(topic=topic, parent=None, state="published"))
        if topic is not None:
            hides = author.pk != self.staff.pk and self.choose.random() < 0.2
            make_answer(topic, author=author, parent=self.choose.choice([None, parent]), hide_name=hides)

    def do_change_name(self) -> None:
        """An author hides the own name in a post, or shows it again."""
        post = self.pick(self.choose.choice([Topic, Answer, Answer]).objects.exclude(author__user=None))
        if post is not None:
            change_name(post, by=post.author.user, hidden=not post.is_name_hidden)

    def do_vote(self) -> None:
        rows = self.choose.choice([Topic.objects.of_type("idea"), Answer.objects.all(), Answer.objects.all()])
        target = self.pick(rows)
        if target is not None:
            cast_vote(target, voter=self.person())

    def do_retract(self) -> None:
        target = self.pick(self.choose.choice([Topic, Answer]).objects.all())
        if target is not None:
            retract_vote(target, voter=self.person())

    def do_solve(self) -> None:
        answer = self.pick(Answer.objects.published())
        if answer is not None:
            mark_solution(answer, by=self.boss())

    def do_unsolve(self) -> None:
        topic = self.pick(Topic.objects.solved())
        if topic is not None:
            clear_solution(topic, by=self.boss())

    def do_official(self) -> None:
        answer = self.pick(Answer.objects.published().filter(author_role="representative"))
        if answer is not None:
            set_official_answer(answer, by=self.boss())

    def do_unofficial(self) -> None:
        topic = self.pick(Topic.objects.with_official_answer())
        if topic is not None:
            clear_official_answer(topic, by=self.boss())

    def do_status(self) -> None:
        topic = self.pick(Topic.objects.published())
        kind = self.choose.choice([StatusKind.DONE, StatusKind.DONE, StatusKind.OPEN])
        if topic is not None:
            change_status(topic, to=status(kind), by=self.boss())

    def do_retype(self) -> None:
        topic = self.pick(Topic.objects.published())
        if topic is not None:
            kind = self.choose.choice([TopicType.QUESTION, TopicType.IDEA])
            change_type(topic, by=self.boss(), topic_type=kind)

    def do_move(self) -> None:
        topic = self.pick(Topic.objects.published())
        if topic is not None:
            move_topic(topic, by=self.boss(), to=self.choose.choice(self.forums))

    def do_remove(self) -> None:
        target = self.pick(self.choose.choice([Topic, Answer, Answer]).objects.filter(state="published"))
        if isinstance(target, Topic):
            remove_topic(target, by=self.boss(), reason="x")
        elif target is not None:
            remove_answer(target, by=self.boss(), reason="x")

    def do_restore(self) -> None:
        target = self.pick(self.choose.choice([Topic, Answer]).objects.filter(state="removed"))
        if isinstance(target, Topic):
            restore_topic(target, by=self.boss())
        elif target is not None:
            restore_answer(target, by=self.boss())

    def do_merge(self) -> None:
        duplicate, into = self.pick(Topic.objects.published()), self.pick(Topic.objects.published())
        if duplicate is not None and duplicate.pk != into.pk:
            side = self.choose.choice(["survivor", "duplicate"])
            keep = {"solution": side, "official_answer": side}
            merge_topics(duplicate, into=into, by=self.boss(), keep=keep)

    def do_unmerge(self) -> None:
        topic = self.pick(Topic.objects.filter(state="merged"))
        if topic is not None:
            unmerge_topic(topic, by=self.boss())

    def do_split(self) -> None:
        answer = self.pick(Answer.objects.published())
        if answer is not None:
            split_answer(answer, by=self.boss(), title="A topic of its own", topic_type=TopicType.IDEA)

    def do_rejoin(self) -> None:
        answer = self.pick(Answer.objects.filter(state="split"))
        if answer is not None:
            rejoin_answer(answer, by=self.boss())

    def do_flag(self) -> None:
        target = self.pick(self.choose.choice([Topic, Answer]).objects.filter(state="published"))
        if target is not None:
            flag_content(target, by=self.person(), reason=self.choose.choice(self.reasons))

    def do_confirm(self) -> None:
        """A flag was right: the post is removed, and put back perhaps by a later act."""
        flag = self.pick(Flag.objects.filter(decision=""))
        if flag is not None:
            confirm_flags(flag.answer or flag.topic, by=self.boss(), reason="x")

    def do_dismiss(self) -> None:
        flag = self.pick(Flag.objects.filter(decision=""))
        if flag is not None:
            dismiss_flags(flag.answer or flag.topic, by=self.boss())

    def do_suggest(self) -> None:
        """Somebody saw that two topics are one; staff merge them, at once or never."""
        one, two = self.pick(Topic.objects.published()), self.pick(Topic.objects.published())
        if one is not None and one.pk != two.pk:
            suggest_duplicate(one, of=two, by=type(self.staff).objects.get(pk=self.people[-4].pk))
            if self.choose.random() < 0.5:
                merge_topics(one, into=two, by=self.boss())

    def do_spam(self) -> None:
        """A moderator hides a post, flagged or not."""
        post = self.pick(self.choose.choice([Topic, Answer]).objects.filter(state="published"))
        before = hide_as_spam(post, by=self.boss()) if post is not None else None
        if before is not None:
            self.hidden.append((post, before))

    def do_unspam(self) -> None:
        if self.hidden:
            post, before = self.hidden.pop()
            unhide(type(post).objects.get(pk=post.pk), by=self.boss(), before=before)

    def do_vote_for(self) -> None:
        topic, customer = self.pick(Topic.objects.published()), self.pick(Member.objects.exclude(user=None))
        if topic is not None and customer is not None:
            cast_vote_for(topic, customer=customer, by=self.boss(), note="By telephone.")

    def do_claim(self) -> None:
        """The guest turns out to be one of the people; another one comes."""
        person = self.people[-1]
        person.email = Guest.objects.get(member=self.guest.member).address
        person.save()
        proof = ask_for_proof(person.email, site=default_site(), claimed_by=person)
        assert claim_posts(proof, by=type(person).objects.get(pk=person.pk))
        self.guest = self.new_guest()

    def do_leave(self) -> None:
        """One person at most leaves, or nothing would be left to look at."""
        if len(self.people) > 4:
            member = Member.objects.filter(user=self.people[0]).first()
            if member is not None:
                anonymise_member(member)
                self.people = self.people[1:]


ACTS = [name.removeprefix("do_") for name in vars(World) if name.startswith("do_")]
#: What happens often happens often here too.
WEIGHTED = [*ACTS, *["merge", "unmerge"] * 3, *["vote"] * 12, *["answer"] * 6, *["ask"] * 4, *["retract"] * 3]
WEIGHTED += [*["flag"] * 4, *["confirm", "change_name"] * 2]
histories = st.lists(
    st.tuples(st.sampled_from(WEIGHTED), st.integers(0, 30), st.booleans()), min_size=20, max_size=70
)
#: A few in each run; `HISTORIES=500` for many.
SLOW = settings(
    max_examples=int(os.environ.get("HISTORIES", "8")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def live(history: list[tuple[str, int, bool]], seed: int, *, loses_messages: bool) -> None:
    """Play a history: (act, hours until then, whether its messages are lost)."""
    now = START
    world = World(seed)
    for act, hours, is_lost in history:
        now += timedelta(hours=hours)
        with time_machine.travel(now, tick=True):
            with TestCase.captureOnCommitCallbacks(execute=True):
                world.do(act)
            if is_lost and loses_messages:
                OutboxMessage.objects.filter(channel="reputation", done_at=None).delete()
            work()


def undone(test: Any) -> Any:
    """Each example starts from the same rows."""

    def run(history: Any, seed: int) -> None:
        with transaction.atomic():
            test(history, seed)
            transaction.set_rollback(True)

    return run


@SLOW
@given(history=histories, seed=st.integers(0, 10_000))
def test_the_ledger_follows_every_history(db, history, seed):
    @undone
    def play(history, seed):
        live(history, seed, loses_messages=False)
        check_everything()
        with time_machine.travel(START + timedelta(days=100), tick=True):
            # Only what the calendar has moved on: a new week, a new month.
            recalculate()
            check_everything()
            assert not recalculate()

    play(history, seed)


@SLOW
@given(history=histories, seed=st.integers(0, 10_000))
def test_lost_messages_are_found_again_by_night(db, history, seed):
    @undone
    def play(history, seed):
        live(history, seed, loses_messages=True)
        with time_machine.travel(START + timedelta(days=100), tick=True):
            recalculate()
            check_everything()
            assert not recalculate()

    play(history, seed)
