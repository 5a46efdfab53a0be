"""synchronize_counters and check_community: silent on a sound community, whatever happened in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_comments_xtd.models import XtdComment

from feedback_community.actions.answers import (
    edit_answer,
    post_answer,
    remove_answer,
    restore_answer,
)
from feedback_community.actions.counters import decayed, recount_counters, refresh_trending
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.managing import move_topic
from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.actions.official_answers import (
    clear_official_answer,
    post_official_answer,
    set_official_answer,
)
from feedback_community.actions.privacy import answer_consent, ask_consent
from feedback_community.actions.solutions import clear_solution, mark_solution
from feedback_community.actions.topics import create_topic, remove_topic, restore_topic
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import ModerationPolicy, ModerationState
from feedback_community.exceptions import CommunityError
from feedback_community.models import Answer, Forum, Mention, ModerationItem, Topic
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


class History:
    """Random people doing random things; what they may not do is refused and is part of it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.forums = [make_forum("One"), make_forum("Two", moderation_policy=ModerationPolicy.ALL)]
        self.staff = make_representative()
        self.people = [self.staff, *(make_user(f"Person {n}") for n in range(4))]
        self.acts: list[Callable[[], Any]] = [
            self.ask,
            self.answer,
            self.answer,
            lambda: cast_vote(self.any(Topic), voter=self.person()),
            lambda: cast_vote(self.any(Answer), voter=self.person()),
            lambda: retract_vote(self.any(Topic), voter=self.person()),
            lambda: retract_vote(self.any(Answer), voter=self.person()),
            lambda: remove_topic(self.any(Topic), by=self.staff, reason="Spam."),
            lambda: restore_topic(self.any(Topic), by=self.staff),
            lambda: remove_answer(self.any(Answer), by=self.staff, reason="Spam."),
            lambda: restore_answer(self.any(Answer), by=self.staff),
            lambda: edit_answer(self.any(Answer), by=self.staff, body=f"Edited {self.random.random()}"),
            lambda: move_topic(self.any(Topic), by=self.staff, to=self.random.choice(self.forums)),
            lambda: post_official_answer(self.any(Topic), by=self.staff, body="Officially."),
            lambda: set_official_answer(self.any(Answer), by=self.staff),
            lambda: clear_official_answer(self.any(Topic), by=self.staff),
            lambda: mark_solution(self.any(Answer), by=self.staff),
            lambda: clear_solution(self.any(Topic), by=self.staff),
            lambda: approve_content(self.any(ModerationItem), moderator=self.staff),
            lambda: reject_content(self.any(ModerationItem), moderator=self.staff, reason="No."),
            self.publish_private,
        ]

    def person(self) -> Any:
        return self.random.choice(self.people)

    def any(self, model: Any) -> Any:
        return self.random.choice(list(model.objects.order_by("pk")))

    def ask(self) -> None:
        create_topic(
            self.random.choice(self.forums),
            author=self.person(),
            topic_type="question",
            title="What now, friends?",
            body=f"Tell me, @{self.any(Topic).author.handle}.",
            is_private=self.random.random() < 0.3,
        )

    def answer(self) -> None:
        topic = self.any(Topic)
        parent = self.random.choice([None, *topic.answers.all()])
        post_answer(topic, author=self.person(), body="That is how.", parent=parent)

    def publish_private(self) -> None:
        topic = self.any(Topic)
        ask_consent(topic, by=self.staff)
        answer_consent(topic, by=topic.author.user, agree=True)

    def live(self, acts: int) -> int:
        make_answer(make_topic(self.forums[0], author=self.people[1]), author=self.people[2])
        done = 0
        for _number in range(acts):
            try:
                self.random.choice(self.acts)()
                done += 1
            except (CommunityError, IndexError):
                continue
        return done


def counters() -> list[Any]:
    return [
        list(Topic.objects.order_by("pk").values_list("vote_count", "answer_count")),
        list(Answer.objects.order_by("pk").values_list("helpful_count", flat=True)),
        list(Forum.objects.order_by("pk").values_list("topic_count", flat=True)),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_nothing_is_to_be_put_right(seed):
    assert History(seed).live(150) > 40
    before = counters()
    assert list(find_problems()) == []
    call_command("synchronize_counters", verbosity=0)
    assert counters() == before


def test_what_drifted_is_put_right_and_told():
    topic = make_topic()
    answer = make_answer(topic)
    cast_vote(topic, voter=make_user())
    before = counters()
    Topic.objects.update(vote_count=7, answer_count=9)
    Answer.objects.update(helpful_count=3)
    Forum.objects.update(topic_count=5)
    out = StringIO()
    with pytest.raises(CommandError, match="4 findings"):
        call_command("check_community", stdout=out)
    assert Topic.objects.get().vote_count == 7, "looking changes nothing"
    call_command("synchronize_counters", stdout=out)
    assert "topic.vote_count: 1 rows" in out.getvalue()
    assert counters() == before
    assert answer.helpful_count == 0
    assert not recount_counters()


def test_check_community_finds_and_mends_what_must_not_be():
    forum = make_forum()
    topic, other = make_topic(forum, body="Hello"), make_topic(forum)
    answer = make_answer(topic)
    reply = make_answer(topic, parent=answer)
    stray = make_answer(other)
    held = make_answer(topic)
    Topic.objects.filter(pk=topic.pk).update(official_answer=stray, solution=answer)
    Answer.objects.filter(pk=answer.pk).update(state=ModerationState.REMOVED, parent=stray)
    Answer.objects.filter(pk=held.pk).update(state=ModerationState.HELD)
    Topic.objects.filter(pk=topic.pk).update(answer_count=1)
    Mention.objects.create(member=stray.author, topic=topic)
    Topic.objects.filter(pk=other.pk).update(renderer_version=0)
    found = list(find_problems())
    assert len(found) == 9, found
    call_command("check_community", fix=True, verbosity=0, stdout=StringIO())
    assert list(find_problems()) == []
    topic.refresh_from_db()
    assert (topic.official_answer, topic.solution) == (None, None)
    assert ModerationItem.objects.get().answer == held
    assert not XtdComment.objects.get(pk=answer.comment_id).is_public
    assert reply.parent == answer


def test_trending_prefers_what_moves_now():
    quiet, lively, old = make_topic(), make_topic(), make_topic()
    for _number in range(2):
        make_answer(lively)
        cast_vote(old, voter=make_user())
    cast_vote(quiet, voter=make_user())
    Topic.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=60))
    now = timezone.now()
    assert refresh_trending(now) == 3
    assert refresh_trending(now) == 0, "nothing happened meanwhile"
    order = list(Topic.objects.order_by("-trending_score").values_list("pk", flat=True))
    assert order == [lively.pk, quiet.pk, old.pk]
    later = now + timedelta(days=31)
    refresh_trending(later)
    assert set(Topic.objects.values_list("trending_score", flat=True)) == {0.0}


def test_a_score_halves_in_two_weeks():
    now = timezone.now()
    assert decayed(8, now, now) == 8
    assert decayed(8, now - timedelta(days=14), now) == 4
