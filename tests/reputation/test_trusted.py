"""Trusted persons: asked, accepted, with rights in some forums, ended in the same second."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from feedback_community.actions.flags import ensure_flag_reasons, flag_content
from feedback_community.actions.managing import change_type
from feedback_community.actions.members import ensure_member
from feedback_community.actions.solutions import mark_solution
from feedback_community.enums import AuthorRole, Right, TopicType, TrustLevel
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import Member, Notification
from feedback_community.outbox import worker
from feedback_community.reputation.actions.appointments import (
    accept_trust,
    decline_trust,
    end_trust,
    offer_trust,
)
from feedback_community.reputation.actions.ranks import update_points
from feedback_community.reputation.actions.scores import rescore
from feedback_community.reputation.models import (
    Appointment,
    Badge,
    BadgeAward,
    DayTotal,
    Privilege,
    Rank,
    Reputation,
)
from tests.factories import make_answer, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


def fresh(user: Any) -> Any:
    """As the next request sees the person."""
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def boss():
    user = make_user("Bea Boss")
    user.user_permissions.add(Permission.objects.get(codename="add_appointment"))
    return fresh(user)


@pytest.fixture
def person():
    user = make_user("Theo Trusted")
    ensure_member(user)
    return user


def offer(person: Any, boss: Any, **fields: Any) -> Any:
    member = Member.objects.get(user=person)
    given = {"rights": ["mark_solution", "retag"], "letter": "Please help us.", **fields}
    return offer_trust(member, by=boss, **given)


def test_rights_begin_with_acceptance_and_end_with_the_press_of_the_button(boss, person):
    here, there = make_forum(), make_forum()
    topics = {forum: make_topic(forum) for forum in (here, there)}
    answers = {forum: make_answer(topics[forum]) for forum in (here, there)}
    row = offer(person, boss, forums=[here])
    with pytest.raises(NotAllowed):
        mark_solution(answers[here], by=fresh(person))
    accept_trust(row, by=fresh(person))
    assert mark_solution(answers[here], by=fresh(person))
    assert change_type(topics[here], by=fresh(person), topic_type=TopicType.IDEA)
    assert make_answer(topics[here], author=fresh(person)).author_role == AuthorRole.TRUSTED
    assert make_answer(topics[there], author=fresh(person)).author_role == AuthorRole.MEMBER
    with pytest.raises(NotAllowed):
        mark_solution(answers[there], by=fresh(person))
    end_trust(row, by=boss, reason="You moved to another job.")
    with pytest.raises(NotAllowed):
        change_type(topics[here], by=fresh(person), topic_type=TopicType.QUESTION)
    assert make_answer(topics[here], author=fresh(person), body="Later.").author_role == AuthorRole.MEMBER


def test_without_named_forums_the_rights_hold_in_all(boss, person):
    accept_trust(offer(person, boss), by=fresh(person))
    assert mark_solution(make_answer(make_topic()), by=fresh(person))


def test_only_what_was_given_is_allowed_and_nothing_of_the_staff(boss, person):
    row = offer(person, boss, rights=["mark_solution", "moderate", "employee", "no such right"])
    assert row.rights == ["mark_solution"]
    accept_trust(row, by=fresh(person))
    topic = make_topic()
    with pytest.raises(NotAllowed):
        change_type(topic, by=fresh(person), topic_type=TopicType.IDEA)


def test_who_may_hide_spam_hears_of_reports_in_those_forums_only(boss, person, mailoutbox):
    here, there = make_forum(), make_forum()
    accept_trust(offer(person, boss, forums=[here], rights=["hide_spam"]), by=fresh(person))
    for forum in (here, there):
        reader = make_user(f"Reader of {forum.pk}")
        flag_content(make_topic(forum, title="Buy pills"), by=reader, reason=ensure_flag_reasons()[0])
    for _round in range(4):
        worker.run_once(frozenset({"reports", "mail"}))
    told = [message for message in mailoutbox if "was reported" in message.body]
    assert [message.to for message in told] == [[person.email]]
    assert here.name in told[0].body


def test_the_letter_comes_by_bell_and_mail_and_everything_is_logged(boss, person, mailoutbox, client):
    row = offer(person, boss)
    rows = Notification.objects.filter(recipient__user=person)
    assert sorted(rows.values_list("channel", flat=True)) == ["email", "site"]
    from_worker()
    assert [mail.to for mail in mailoutbox] == [[person.email]]
    assert "Please help us." in mailoutbox[0].body
    assert row.get_absolute_url() in mailoutbox[0].body
    client.force_login(person)
    bell = client.get("/community/notifications/").content.decode()
    assert "Would you be a trusted person" in bell
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Please help us." in page
    client.post(row.get_absolute_url(), {"answer": "yes"})
    row.refresh_from_db()
    assert row.is_in_force
    end_trust(row, by=boss, reason="Thank you.")
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert [a.rpartition(".")[2] for a in actions] == ["offer_trust", "accept_trust", "end_trust"]


def from_worker() -> None:
    worker.run_once(frozenset({"mail"}))


def test_nobody_else_reads_or_answers_the_letter(boss, person, client):
    row = offer(person, boss)
    other = make_user("Otto Other")
    ensure_member(other)
    client.force_login(other)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.post(row.get_absolute_url(), {"answer": "yes"}).status_code == 404
    with pytest.raises(NotAllowed):
        accept_trust(row, by=other)
    client.logout()
    assert client.get(row.get_absolute_url()).status_code == 302


def test_asking_twice_and_asking_without_the_right_are_refused(boss, person):
    offer(person, boss)
    with pytest.raises(InvalidChange):
        offer(person, boss)
    with pytest.raises(PermissionDenied):
        offer(person, make_user())


def test_who_declined_can_be_asked_again(boss, person):
    assert decline_trust(offer(person, boss), by=fresh(person))
    assert not accept_trust(Appointment.objects.get(member__user=person), by=fresh(person))
    assert offer(person, boss).is_offered


@pytest.mark.parametrize(
    ("trust", "points", "allowed"),
    [(TrustLevel.KNOWN, 500, False), (TrustLevel.PROVEN, 10, False), (TrustLevel.PROVEN, 500, True)],
)
def test_a_privilege_needs_the_trust_level_and_the_rank(person, trust, points, allowed):
    expert = Rank.objects.get(key="expert")
    Privilege.objects.create(right=Right.RETAG, trust=TrustLevel.PROVEN, rank=expert)
    member = Member.objects.get(user=person)
    Member.objects.filter(pk=member.pk).update(trust=trust)
    rank = Rank.objects.filter(threshold__lte=points).last()
    Reputation.objects.create(member=member, points=points, rank=rank)
    topic = make_topic()
    if allowed:
        assert change_type(topic, by=fresh(person), topic_type=TopicType.IDEA)
    else:
        with pytest.raises(NotAllowed):
            change_type(topic, by=fresh(person), topic_type=TopicType.IDEA)


def test_the_mark_stands_beside_the_name_on_leaderboard_and_badge(boss, person, client):
    member = Member.objects.get(user=person)
    row = offer(person, boss)
    BadgeAward.objects.create(badge=Badge.objects.get(key="thanks"), member=member)
    pages = ("/community/badges/thanks/", "/community/leaderboard/?period=all")
    accept_trust(row, by=fresh(person))
    DayTotal.objects.create(member=member, day="2026-03-02", points=7)
    update_points(rescore([member.pk]))
    for page in pages:
        body = client.get(page).content.decode()
        assert "Theo Trusted" in body and "Trusted person" in body
    end_trust(row, by=boss, reason="Thank you.")
    for page in pages:
        assert "Trusted person" not in client.get(page).content.decode()
