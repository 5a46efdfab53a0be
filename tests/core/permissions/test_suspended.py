"""Whoever is suspended changes nothing that others see: every address that takes a POST is tried.

The addresses are taken from the URL configuration, so a new act is tried without being named here.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from feedback_community.actions.flags import ensure_flag_reasons
from feedback_community.actions.members import ensure_member
from feedback_community.actions.privacy import ask_consent
from feedback_community.actions.suspensions import suspend_member
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import Right, TopicType
from feedback_community.models import Answer, Block, Topic
from tests.core.permissions.test_surfaces import our_routes
from tests.factories import grant, make_answer, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db

#: One's own settings and reading, what the machine keeps of it, and what only repeats other rows.
OWN = frozenset(
    "Subscription Notification SearchRecord Throttle OutboxMessage ScheduleRun Suspension Bounce"
    # Asking for a link to the address of the own account.
    " GuestProof".split()
)
#: One's own data can always be taken along and erased; leaving has a test of its own.
LEFT_OUT = ("own-data", "me/data", "leave")
FIELDS = {
    "body": "Buy my pills, everybody.",
    "title": "A new title of mine",
    "forum": "",
    "topic_type": "idea",
    "step": "send",
    "suggested": "1",
    "reason": "spam",
    "note": "Because I say so.",
    "confirmed": "1",
    "answer": "yes",
    "handle": "buy-my-pills",
    "language": "en",
    "agree": "1",
    "decision": "agree",
    "level": "all",
    "status": "1",
    "tags": "",
}


def rows() -> dict[str, list[Any]]:
    """All rows of the community that others could see a trace of."""
    found = {}
    for model in apps.get_app_config("feedback_community").get_models():
        name = model.__name__
        if name in OWN or name.startswith("Historical"):
            continue
        values = model._default_manager.order_by("pk").values()
        found[name] = [{k: v for k, v in row.items() if k != "preferences"} for row in values]
    return found


@pytest.fixture
def community() -> dict[str, Any]:
    ensure_flag_reasons()
    forum = make_forum()
    person = make_user("Petra Person")
    other = make_user("Olga Other")
    theirs = make_topic(forum, author=other, topic_type=TopicType.IDEA, title="An idea of somebody else")
    own = make_topic(forum, author=person, title="A question of my own")
    secret = make_topic(forum, author=person, title="A private question", is_private=True)
    help_ = make_answer(own, author=other)
    mine = make_answer(theirs, author=person)
    voted = make_topic(forum, author=other, topic_type=TopicType.IDEA, title="An idea I voted for")
    cast_vote(voted, voter=person)
    moderator = grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)
    ask_consent(secret, by=moderator)
    return {
        "forum": forum,
        "person": person,
        "topics": [theirs, own, secret, voted],
        "answers": [help_, mine],
    }


def try_everything(person: Any, community: dict[str, Any]) -> int:
    client = Client()
    client.force_login(type(person).objects.get(pk=person.pk))
    tried = 0
    for route in our_routes():
        if any(word in route for word in LEFT_OUT):
            continue
        targets: list[Any] = [None]
        if "/t/<" in route:
            targets = community["topics"]
        elif "/a/<" in route:
            targets = community["answers"]
        for target in targets:
            values = {"pk": getattr(target, "pk", 1), "slug": "x", "token": "x", "handle": "x"}
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m, v=values: str(v.get(m[1], 1)), route)
            for more in ({}, {"other": str(community["topics"][0].pk), "solution": "1"}):
                data = {**FIELDS, "forum": community["forum"].slug, **more}
                client.post(path, data)
                tried += 1
    return tried


def test_no_address_lets_a_suspended_person_change_anything(community: dict[str, Any]) -> None:
    person = community["person"]
    admin = make_user("Ad Min", is_superuser=True)
    suspend_member(ensure_member(person), by=admin, forum=None, blocks=Block.EVERYTHING, reason="Spam.")
    before = rows()
    assert try_everything(person, community) > 60
    assert rows() == before


def test_the_same_attempts_change_much_where_nobody_is_suspended(community: dict[str, Any]) -> None:
    before = rows()
    try_everything(community["person"], community)
    after = rows()
    changed = {name for name in before if before[name] != after[name]}
    assert {"Topic", "Answer", "Vote", "Flag", "Member"} <= changed
    assert Topic.objects.count() > 4 and Answer.objects.count() > 2
