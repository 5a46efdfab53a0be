"""Trust levels from facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from feedback_community.actions.moderation import approve_content
from feedback_community.actions.trust import refresh_trust
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import ModerationPolicy, TrustLevel
from feedback_community.models import Flag, FlagReason, Member, ModerationItem
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def level(user: Any) -> int:
    return Member.objects.get(user=user).trust


def flag(topic: Any) -> None:
    reason, _created = FlagReason.objects.get_or_create(slug="spam")
    Flag.objects.create(topic=topic, reason=reason, decision="confirmed")


def test_a_first_post_that_stands_for_a_day_makes_a_known_member(time_machine: Any) -> None:
    person = make_user()
    make_topic(author=person)
    refresh_trust()
    assert level(person) == TrustLevel.NEW
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert refresh_trust() == 1
    assert level(person) == TrustLevel.KNOWN
    assert refresh_trust() == 0


def test_a_moderators_approval_does_at_once() -> None:
    forum, person = make_forum(moderation_policy=ModerationPolicy.ALL), make_user()
    make_topic(forum, author=person)
    approve_content(ModerationItem.objects.get(), moderator=make_representative(forum))
    refresh_trust()
    assert level(person) == TrustLevel.KNOWN


def vouches(user: Any) -> bool:
    return user.first_name == "Contract"


def test_whom_the_site_vouches_for_is_known(settings: Any) -> None:
    given = getattr(settings, "FEEDBACK_COMMUNITY", {})
    settings.FEEDBACK_COMMUNITY = {**given, "VERIFIED_CUSTOMER": f"{__name__}.vouches"}
    known, unknown = make_user("Contract Holder"), make_user("Passer By")
    forum = make_forum()
    for person in (known, unknown):
        make_topic(forum, author=person)
    refresh_trust()
    assert (level(known), level(unknown)) == (TrustLevel.KNOWN, TrustLevel.NEW)


def test_many_helpful_posts_over_a_month_make_a_proven_member_and_flags_unmake_one(time_machine: Any) -> None:
    person, forum = make_user(), make_forum()
    topics = [make_topic(forum) for _number in range(10)]
    answers = [make_answer(topic, author=person, body="Hold it.") for topic in topics]
    for answer in answers[:3]:
        cast_vote(answer, voter=make_user())
    time_machine.move_to(timezone.now() + timedelta(days=31))
    refresh_trust()
    assert level(person) == TrustLevel.PROVEN
    own = [make_topic(forum, author=person) for _number in range(2)]
    flag(own[0])
    refresh_trust()
    assert level(person) == TrustLevel.KNOWN
    flag(own[1])
    refresh_trust()
    assert level(person) == TrustLevel.NEW
    time_machine.move_to(timezone.now() + timedelta(days=91))
    refresh_trust()
    assert level(person) == TrustLevel.PROVEN


def test_the_number_of_questions_does_not_grow_with_the_people(django_assert_max_num_queries: Any) -> None:
    forum = make_forum()
    for _number in range(6):
        make_topic(forum)
    with django_assert_max_num_queries(14):
        refresh_trust()
