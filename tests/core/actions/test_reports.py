"""Moderators hear of the first report; whoever loses a level is told; new members write few links."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from django.core import mail
from wagtail import hooks

from feedback_community.actions.flags import confirm_flags, ensure_flag_reasons, flag_content
from feedback_community.actions.members import ensure_member
from feedback_community.actions.preferences import set_preferences
from feedback_community.actions.trust import refresh_trust
from feedback_community.enums import ModerationState, Right, TrustLevel
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Forum, Member, Notification, Topic
from feedback_community.outbox import worker
from tests.factories import grant, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    return make_forum("Internet")


def again(topic: Topic) -> Topic:
    return Topic.objects.select_related("forum__site").get(pk=topic.pk)


def flag(topic: Topic, by: Any = None) -> None:
    flag_content(again(topic), by=by or make_user("Rita Reader"), reason=ensure_flag_reasons()[0])


def send() -> list[Any]:
    for _round in range(6):
        worker.run_once(frozenset({"reports", "mail"}))
    return mail.outbox


def test_moderators_of_the_forum_get_one_mail_for_a_post(forum: Forum) -> None:
    moderator = grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)
    grant(make_user("Ot Her"), Right.MODERATE, forum=make_forum("Television"))
    topic = make_topic(forum, title="Buy my pills today")
    flag(topic)
    mails = send()
    assert [message.to for message in mails] == [[moderator.email]]
    assert "Buy my pills today" in mails[0].body and "Internet" in mails[0].body
    flag(topic)
    assert len(send()) == 1


def provided(*rights: Right, to: Any, forum: Forum) -> ExitStack:
    """A neighbour's app that knows one person's rights in one forum, and who has them."""
    given, stack = {forum.pk: {right.value for right in rights}}, ExitStack()

    def roles_for(user: Any) -> dict[int, set[str]]:
        return given if user.pk == to.pk else {}

    def holders_of(place: Forum, wanted: Any) -> list[int]:
        return [to.pk] if set(wanted) & given.get(place.pk, set()) else []

    stack.enter_context(hooks.register_temporarily("register_feedback_role_provider", roles_for))
    stack.enter_context(hooks.register_temporarily("register_feedback_role_holders", holders_of))
    return stack


def test_moderators_by_a_role_provider_hear_of_their_forum_only(forum: Forum) -> None:
    moderator, tv = make_user("Mo Provided"), make_forum("Television")
    group_moderator = grant(make_user("Mo Derator"), Right.MODERATE, forum=tv)
    with provided(Right.MODERATE, to=moderator, forum=forum):
        flag(make_topic(tv, title="Reported television"))
        assert [message.to for message in send()] == [[group_moderator.email]]
        mail.outbox.clear()
        flag(make_topic(forum, title="Reported internet"))
        assert [message.to for message in send()] == [[moderator.email]]
    assert "/admin/community/flags/" in mail.outbox[0].body


def test_whoever_may_hide_spam_is_led_to_the_post_while_it_is_public(forum: Forum) -> None:
    trusted, moderator = make_user("Tru Sted"), grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)
    with provided(Right.HIDE_SPAM, to=trusted, forum=forum):
        topic, private = make_topic(forum), make_topic(forum, is_private=True)
        flag(topic)
        flag(private, by=moderator)
        hidden = make_topic(forum)
        flag(hidden)
        Topic.objects.filter(pk=hidden.pk).update(state=ModerationState.REMOVED)
        told = [message for message in send() if message.to == [trusted.email]]
    assert len(told) == 1
    assert topic.get_absolute_url() in told[0].body and "/admin/" not in told[0].body
    assert "may hide spam" in told[0].body


def test_nobody_hears_of_a_report_about_the_own_post(forum: Forum) -> None:
    moderator = grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)
    trusted = make_user("Tru Sted")
    with provided(Right.HIDE_SPAM, to=trusted, forum=forum):
        flag(make_topic(forum, author=trusted))
        assert [message.to for message in send()] == [[moderator.email]]
        mail.outbox.clear()
        flag(make_topic(forum, author=moderator))
        assert [message.to for message in send()] == [[trusted.email]]


def test_a_moderator_whose_right_rests_or_is_gone_hears_nothing(forum: Forum) -> None:
    boss = make_user("Bo Ss", is_superuser=True)
    moderator = grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)
    flag(make_topic(forum))
    worker.run_once(frozenset({"reports"}))
    moderator.groups.clear()
    assert send() == []
    flag(make_topic(forum))
    assert [message.to for message in send()] == [[boss.email]]


def test_a_moderator_can_switch_these_mails_off(forum: Forum) -> None:
    moderator = grant(make_user("Mo Derator"), Right.MODERATE, forum=forum)
    ensure_member(moderator)
    set_preferences(by=moderator, chosen={"email:reported": "never"})
    flag(make_topic(forum))
    assert send() == []
    assert Notification.objects.filter(kind="reported", channel="site").count() == 1


def test_what_was_decided_meanwhile_is_not_mailed(forum: Forum) -> None:
    moderator = make_representative(forum)
    topic = make_topic(forum)
    flag(topic)
    worker.run_once(frozenset({"reports"}))
    confirm_flags(again(topic), by=moderator, reason="Spam.")
    assert send() == []


def test_whoever_loses_a_level_is_told_once(forum: Forum) -> None:
    author, moderator = make_user("Kay Known"), make_representative(forum)
    posts = [make_topic(forum, author=author) for _ in range(2)]
    Member.objects.filter(user=author).update(trust=TrustLevel.KNOWN)
    for topic in posts:
        flag(topic)
        confirm_flags(again(topic), by=moderator, reason="Spam.")
    for _hour in range(2):
        refresh_trust()
    assert Member.objects.get(user=author).trust == TrustLevel.NEW
    rows = Notification.objects.filter(recipient__user=author, data__notice="trust_lost")
    assert sorted(rows.values_list("channel", flat=True)) == ["email", "site"]
    mails = [message for message in send() if author.email in message.to]
    assert len(mails) == 1 and "moderators agreed" in mails[0].body


def test_a_new_member_puts_two_links_into_a_text_and_no_more(forum: Forum) -> None:
    links = [f"https://pills{n}.example/buy" for n in range(3)]
    author = make_user("Nina New")
    assert make_topic(forum, author=author, body=" ".join(links[:2]))
    with pytest.raises(ContentRejected, match="2 links"):
        make_topic(forum, author=author, body=" ".join(links))
    own = f"https://{forum.site.hostname}/page"
    assert make_topic(forum, author=author, body=" ".join([*links[:2], own, own + "2"]))
    Member.objects.filter(user=author).update(trust=TrustLevel.KNOWN)
    assert make_topic(forum, author=type(author).objects.get(pk=author.pk), body=" ".join(links))


def test_a_new_member_mentions_two_people_and_no_more(forum: Forum) -> None:
    with pytest.raises(ContentRejected, match="2 people"):
        make_topic(forum, body="Hello @anna and @boris and @clara")
    assert make_topic(forum, body="Hello @anna and @boris")
