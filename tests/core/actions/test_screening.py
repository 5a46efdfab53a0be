"""Screening: each rule holds what it should, tells why, and leaves the rest alone."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_community import limits
from feedback_community.actions.answers import edit_answer, post_answer
from feedback_community.actions.appeals import appeal
from feedback_community.actions.counters import recount_counters
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.members import ensure_member
from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.actions.topics import edit_topic
from feedback_community.enums import HoldReason, ModerationPolicy, ModerationState, TrustLevel
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Member, ModerationItem
from feedback_community.moderation.rules import _first_watched
from tests.core.actions.test_merging import again
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db
LONG = "The same long text, said in many places of this community by one person."


def known() -> Any:
    user = make_user("Known Person")
    Member.objects.filter(pk=ensure_member(user).pk).update(trust=TrustLevel.KNOWN)
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("watched", "text", "found"),
    [
        ("casino", "Best CASINOS online", "casino"),
        ("casino", "An occasional casinoless text", ""),
        ("роутер", "Купите роутеров дёшево", "роутер"),
        ("free money", "He gives free  money away", "free money"),
        ("free money", "money is free", ""),
        ("  \n\nviagra\n", "No such thing", ""),
        ("ёлка", "елки", "ёлка"),
    ],
)
def test_watched_words_are_whole_words_in_their_forms(watched: str, text: str, found: str):
    assert _first_watched(watched, text) == found


def test_a_watched_word_holds_the_post_and_an_edit_of_it():
    forum = make_forum(watched_words="casino")
    held = make_topic(forum, body="Visit the casinos.")
    item = held.moderation_items.get()
    assert (held.state, item.reason, item.detail) == (ModerationState.HELD, HoldReason.WATCHED, "casino")
    topic = make_topic(forum)
    edit_topic(topic, by=topic.author.user, title="Casino for everybody", body=topic.body)
    assert again(topic).state == ModerationState.HELD
    answer = make_answer(make_topic(forum))
    edit_answer(answer, by=answer.author.user, body="A casino.")
    assert again(answer).state == ModerationState.HELD and again(answer.topic).answer_count == 0
    staff = make_representative(forum)
    approve_content(answer.moderation_items.get(), moderator=staff)
    assert again(answer).is_published and again(answer.topic).answer_count == 1
    assert make_topic(forum, author=staff, body="Our casino.").is_published
    assert recount_counters(fix=False) == {} and list(find_problems()) == []


def test_links_of_new_members_wait_and_those_of_others_do_not():
    forum = make_forum(hold_links=True)
    body = "Look at [this](https://spam.example/x)."
    assert make_topic(forum, body=body).moderation_items.get().reason == HoldReason.LINKS
    assert make_topic(forum, author=known(), body=body).is_published
    assert make_topic(forum, body=f"See [us](https://{forum.site.hostname}/help).").is_published


def test_a_flood_of_a_new_member_waits():
    topic, author = make_topic(make_forum(hold_flood=True)), make_user()
    states = [
        post_answer(topic, author=author, body=f"Number {number}.").state
        for number in range(limits.FLOOD_POSTS + 1)
    ]
    assert states == ["published"] * limits.FLOOD_POSTS + ["held"]


def test_the_same_text_again_waits():
    forum, other = make_forum(hold_flood=True), make_forum("Loud")
    author = known()
    assert make_topic(forum, author=author, body=LONG).is_published
    repeated = make_answer(make_topic(forum), author=author, body=LONG)
    assert repeated.moderation_items.get().reason == HoldReason.REPEATED
    assert make_answer(make_topic(forum), body=LONG).is_published
    assert make_topic(other, author=author, body=LONG).is_published


def test_an_author_appeals_once():
    forum = make_forum(moderation_policy=ModerationPolicy.ALL)
    staff = make_representative(forum)
    topic = make_topic(forum)
    with pytest.raises(NotAllowed):
        appeal(topic, by=topic.author.user, words="Please.")
    reject_content(topic.moderation_items.get(), moderator=staff, reason="Not about us.")
    with pytest.raises(NotAllowed):
        appeal(again(topic), by=make_user(), words="Please.")
    with pytest.raises(InvalidChange):
        appeal(again(topic), by=topic.author.user, words=" ")
    item = appeal(again(topic), by=topic.author.user, words="It is about you.")
    assert (again(topic).state, item.appeal) == (ModerationState.HELD, "It is about you.")
    reject_content(ModerationItem.objects.get(pk=item.pk), moderator=staff, reason="Still not.")
    with pytest.raises(NotAllowed):
        appeal(again(topic), by=topic.author.user, words="Once more.")
    assert again(topic).body == topic.body
