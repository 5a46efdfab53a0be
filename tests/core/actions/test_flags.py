"""Flags: weighed by trust, hidden at the threshold, decided by moderators."""

from __future__ import annotations

import pytest

from feedback_community.actions.counters import recount_counters
from feedback_community.actions.flags import (
    confirm_flags,
    dismiss_flags,
    ensure_flag_reasons,
    flag_content,
    open_weight,
)
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.members import ensure_member
from feedback_community.enums import ModerationState, Right, TrustLevel
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Answer, Flag, Member, Topic
from tests.core.actions.test_merging import again
from tests.factories import grant, make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def reader(trust: TrustLevel = TrustLevel.KNOWN):
    user = make_user("Rita Reader")
    Member.objects.filter(pk=ensure_member(user).pk).update(trust=trust)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def spam():
    return ensure_flag_reasons()[0]


def test_a_post_is_hidden_when_the_flags_weigh_enough(spam):
    topic = make_topic()
    answer = make_answer(topic, body="Buy my pills.")
    assert flag_content(answer, by=reader(), reason=spam) is True
    assert flag_content(again(answer), by=reader(TrustLevel.NEW), reason=spam, note="Look.") is True
    assert again(answer).is_published and open_weight(answer) == 1.5
    assert flag_content(again(answer), by=reader(TrustLevel.PROVEN), reason=spam)
    hidden = again(answer)
    assert hidden.state == ModerationState.REMOVED and "moderator" in hidden.removal_reason
    assert again(topic).answer_count == 0
    assert recount_counters(fix=False) == {} and list(find_problems()) == []


def test_nobody_flags_twice_or_oneself_or_what_is_hidden_from_them(spam):
    topic = make_topic()
    user = reader()
    assert flag_content(topic, by=user, reason=spam) is True
    assert flag_content(again(topic), by=user, reason=spam) is False
    with pytest.raises(NotAllowed):
        flag_content(again(topic), by=topic.author.user, reason=spam)


def test_a_false_flag_costs_weight_and_the_post_comes_back(spam):
    forum = make_forum()
    staff = make_representative(forum)
    user = reader(TrustLevel.PROVEN)
    topic = make_topic(forum)
    flag_content(topic, by=user, reason=spam)
    flag_content(again(topic), by=reader(), reason=spam)
    assert again(topic).state == ModerationState.REMOVED
    assert dismiss_flags(again(topic), by=staff) is True
    assert again(topic).is_published
    assert dismiss_flags(again(topic), by=staff) is False
    other = make_topic(forum)
    flag_content(other, by=type(user).objects.get(pk=user.pk), reason=spam)
    assert Flag.objects.get(topic=other).weight == 1.0


def test_a_moderator_confirms_with_a_public_reason(spam):
    forum = make_forum()
    staff = make_representative(forum)
    hidden, shown = make_answer(make_topic(forum)), make_answer(make_topic(forum))
    for answer in (hidden, shown):
        flag_content(answer, by=reader(TrustLevel.PROVEN), reason=spam)
    flag_content(again(hidden), by=reader(TrustLevel.PROVEN), reason=spam)
    assert not again(hidden).is_published and again(shown).is_published
    with pytest.raises(InvalidChange):
        confirm_flags(again(shown), by=staff, reason=" ")
    with pytest.raises(NotAllowed):
        confirm_flags(again(shown), by=make_user(), reason="Because.")
    for answer in (hidden, shown):
        assert confirm_flags(again(answer), by=staff, reason="It is advertising.") is True
        assert Answer.objects.get(pk=answer.pk).removal_reason == "It is advertising."
        assert not again(answer).is_published
    assert set(Flag.objects.values_list("decision", flat=True)) == {"confirmed"}
    assert recount_counters(fix=False) == {}


def test_the_companys_word_is_not_taken_down_by_readers(spam):
    forum = make_forum()
    answer = make_answer(make_topic(forum), author=make_representative(forum))
    for _person in range(3):
        flag_content(again(answer), by=reader(TrustLevel.PROVEN), reason=spam)
    assert again(answer).is_published


def test_a_trusted_person_with_the_right_hides_at_once(spam):
    forum = make_forum()
    topic = make_topic(forum)
    flag_content(topic, by=grant(make_user(), Right.HIDE_SPAM, forum=forum), reason=spam)
    assert Topic.objects.get(pk=topic.pk).state == ModerationState.REMOVED
