"""Who is written to, about what, and once: through the outbox to a real mail server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.answers import edit_answer, remove_answer
from feedback_community.actions.members import ensure_member
from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.actions.official_answers import (
    clear_official_answer,
    post_official_answer,
    set_official_answer,
)
from feedback_community.actions.privacy import ask_consent
from feedback_community.actions.solutions import clear_solution, mark_solution
from feedback_community.actions.statuses import change_status
from feedback_community.actions.subscriptions import subscribe
from feedback_community.actions.topics import remove_topic
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import (
    ModerationPolicy,
    NotificationChannel,
    NotificationState,
    StatusKind,
    SubscriptionLevel,
    TopicType,
)
from feedback_community.models import CommunityTag, ModerationItem, Notification, OutboxMessage
from tests.factories import (
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
    status,
)
from tests.smtp import text_of

#: Real commits: what one transaction announced belongs together, and each test has several.
pytestmark = pytest.mark.django_db(transaction=True)

HOUR_AGO = timedelta(hours=1)


@pytest.fixture
def forum():
    return make_forum()


@pytest.fixture
def author():
    return make_user("Ann Asker")


@pytest.fixture
def topic(forum, author):
    return make_topic(forum, author=author, title="The router restarts at night")


@pytest.fixture
def staff(forum):
    return make_representative(forum)


def test_the_author_hears_of_the_official_answer_at_once(sink, work, topic, author, staff):
    post_official_answer(topic, by=staff, body="Update it to *7.2*.")
    work()
    (mail,) = sink.mails
    assert mail["X-Envelope-To"] == author.email
    assert mail["Subject"] == "Official answer: The router restarts at night"
    assert "Update it to 7.2." in text_of(mail)


def test_nobody_hears_of_the_own_act(sink, later, topic, author, staff):
    make_answer(topic, author=author, body="It is me again.")
    subscribe(topic, by=staff)
    post_official_answer(topic, by=staff, body="Update it.")
    later()
    assert sink.to(staff.email) != []
    assert all("It is me again" in text_of(mail) for mail in sink.to(staff.email))
    assert all("It is me again" not in text_of(mail) for mail in sink.to(author.email))


def test_one_act_is_one_mail_with_the_weightiest_first(sink, later, topic, author, staff):
    post_official_answer(
        topic, by=staff, body="Fixed in 7.2.", new_status=status(StatusKind.DONE), note="Shipped today."
    )
    later()
    (mail,) = sink.to(author.email)
    assert mail["Subject"].startswith("Official answer:")
    text = text_of(mail)
    assert text.index("Fixed in 7.2.") < text.index("Shipped today.")
    assert text.count("Fixed in 7.2.") == 1
    rows = Notification.objects.filter(recipient__user=author, channel=NotificationChannel.EMAIL)
    assert {row.state for row in rows} == {NotificationState.SENT}


def test_an_edit_within_the_grace_changes_the_mail(settings, sink, later, work, topic, staff):
    settings.FEEDBACK_COMMUNITY = {"MAIL_DELAY": 120}
    answer = post_official_answer(topic, by=staff, body="Turn left.")
    work()
    assert sink.mails == []
    edit_answer(answer, by=staff, body="Turn right.")
    later()
    (mail,) = sink.mails
    assert "Turn right." in text_of(mail)
    assert "Turn left." not in text_of(mail)


def test_the_status_of_the_same_act_waits_for_the_official_answer(settings, sink, work, topic, staff):
    settings.FEEDBACK_COMMUNITY = {"MAIL_DELAY": 120}
    post_official_answer(topic, by=staff, body="Done.", new_status=status(StatusKind.DONE))
    work()
    assert sink.mails == []


def test_a_mark_taken_back_in_time_is_never_mailed_but_the_answer_is(
    settings, sink, later, work, topic, staff
):
    settings.FEEDBACK_COMMUNITY = {"MAIL_DELAY": 120}
    post_official_answer(topic, by=staff, body="Not sure about that.")
    clear_official_answer(topic, by=staff)
    later()
    (mail,) = sink.mails
    assert mail["Subject"].startswith("New answer:")


def test_a_mark_set_twice_is_mailed_once(settings, sink, later, topic, staff):
    settings.FEEDBACK_COMMUNITY = {"MAIL_DELAY": 120}
    answer = post_official_answer(topic, by=staff, body="Really.")
    clear_official_answer(topic, by=staff)
    set_official_answer(answer, by=staff)
    later()
    assert [mail["Subject"].split(":")[0] for mail in sink.mails] == ["Official answer"]


def test_ordinary_answers_are_gathered_into_one_mail(sink, later, work, topic):
    for number in range(3):
        make_answer(topic, body=f"Idea number {number}.")
    work()
    assert sink.mails == []
    later()
    (mail,) = sink.to(topic.author.user.email)
    assert mail["Subject"] == "3 new answers: The router restarts at night"
    assert all(f"Idea number {number}." in text_of(mail) for number in range(3))


def test_the_worker_may_come_as_often_as_it_likes(sink, later, work, topic, staff):
    post_official_answer(topic, by=staff, body="Once.")
    later()
    OutboxMessage.objects.update(done_at=None, available_at=timezone.now() - HOUR_AGO)
    later()
    work()
    assert len(sink.mails) == 1


def test_voters_hear_of_status_and_official_answer_only(sink, later, topic, staff):
    voter = make_user("Val Voter")
    cast_vote(topic, voter=voter)
    make_answer(topic)
    later()
    assert sink.to(voter.email) == []
    change_status(topic, to=status(StatusKind.PLANNED), by=staff)
    later()
    (mail,) = sink.to(voter.email)
    assert mail["Subject"] == "Planned: The router restarts at night"


def test_a_choice_goes_before_every_default(sink, later, topic, author, staff):
    subscribe(topic, by=author, level=SubscriptionLevel.OFFICIAL)
    make_answer(topic)
    later()
    assert sink.to(author.email) == []
    subscribe(topic, by=author, level=SubscriptionLevel.NONE)
    post_official_answer(topic, by=staff, body="Hello @ann-asker.")
    later()
    assert sink.to(author.email) == []


def test_a_wish_changed_before_the_mail_leaves_counts(sink, later, work, topic, author):
    make_answer(topic)
    work()
    subscribe(topic, by=author, level=SubscriptionLevel.NONE)
    later()
    assert sink.mails == []
    row = Notification.objects.get(channel=NotificationChannel.EMAIL)
    assert (row.state, row.error) == (NotificationState.SKIPPED, "not wanted any more")


def test_followers_of_forum_and_tag_hear_of_new_topics_once(sink, later, forum):
    tag = CommunityTag.objects.create(name="wifi", slug="wifi")
    follower = make_user("Flo Follower")
    subscribe(forum, by=follower)
    subscribe(tag, by=follower)
    topic = make_topic(forum, title="Slow in the attic", tags=["wifi"])
    make_answer(topic)
    later()
    (mail,) = sink.to(follower.email)
    assert mail["Subject"] == "New topic: Slow in the attic"


def test_a_mention_is_mailed_at_once(sink, work, topic):
    friend = ensure_member(make_user("Fay Friend"))
    make_answer(topic, body=f"Ask @{friend.handle} about it.")
    work()
    (mail,) = sink.to(friend.user.email)
    assert "mentioned you" in mail["Subject"]


def test_a_mention_that_was_edited_away_is_not_mailed(settings, sink, later, topic, staff):
    settings.FEEDBACK_COMMUNITY = {"MAIL_DELAY": 120}
    friend = ensure_member(make_user("Fay Friend"))
    answer = post_official_answer(topic, by=staff, body=f"Ask @{friend.handle}.")
    edit_answer(answer, by=staff, body="Ask nobody.")
    later()
    assert sink.to(friend.user.email) == []


def test_the_solution_is_mailed_unless_it_is_taken_back(sink, work, topic, author):
    helper = make_user("Hal Helper")
    answer = make_answer(topic, author=helper)
    mark_solution(answer, by=author)
    work()
    (mail,) = sink.to(helper.email)
    assert mail["Subject"].startswith("Solved:")
    sink.clear()
    clear_solution(topic, by=author)
    second = make_answer(topic, author=helper, body="Another way.")
    mark_solution(second, by=author)
    clear_solution(topic, by=author)
    work()
    assert sink.to(helper.email) == []


def test_a_status_changed_again_is_told_as_it_is_now(sink, work, topic, author, staff):
    change_status(topic, to=status(StatusKind.PLANNED), by=staff)
    change_status(topic, to=status(StatusKind.STARTED), by=staff)
    work()
    assert [mail["Subject"] for mail in sink.to(author.email)] == ["Started: The router restarts at night"]


def test_who_lost_the_forum_gets_nothing(sink, later, work):
    insider = make_user("Ira Insider")
    reader = make_user("Rob Reader")
    forum = make_group_forum(insider, reader)
    topic = make_topic(forum, author=type(reader).objects.get(pk=reader.pk))
    make_answer(topic, author=type(insider).objects.get(pk=insider.pk), body="Only among us.")
    work()
    reader.groups.clear()
    later()
    assert sink.mails == []
    row = Notification.objects.get(channel=NotificationChannel.EMAIL)
    assert row.error == "may not read it"


def test_what_was_removed_meanwhile_is_not_mailed(sink, later, work, topic, staff):
    answer = make_answer(topic, body="Rubbish.")
    work()
    remove_answer(answer, by=staff, reason="Spam.")
    later()
    assert sink.mails == []
    make_answer(topic, body="Better.")
    work()
    remove_topic(topic, by=staff, reason="Spam.")
    later()
    assert sink.mails == []


def test_a_private_topic_is_nobody_elses_business(sink, later, forum, author, staff):
    curious = make_user("Kim Curious")
    subscribe(forum, by=curious)
    subscribe(forum, by=staff)
    make_topic(forum, author=author, title="My contract number", is_private=True)
    later()
    assert sink.to(curious.email) == []
    assert len(sink.to(staff.email)) == 1


def test_an_account_that_was_closed_gets_nothing(sink, later, work, topic, author):
    make_answer(topic)
    work()
    type(author).objects.filter(pk=author.pk).update(is_active=False)
    later()
    assert sink.mails == []


def test_the_author_of_a_held_post_is_told_the_decision(sink, later, author):
    forum = make_forum(moderation_policy=ModerationPolicy.ALL)
    moderator = make_representative(forum)
    refused = make_topic(forum, author=author, title="Buy my watches")
    reject_content(ModerationItem.objects.get(topic=refused), moderator=moderator, reason="Advertising.")
    taken = make_topic(forum, author=author, title="My line is slow")
    approve_content(ModerationItem.objects.get(topic=taken), moderator=moderator)
    later()
    subjects = sorted(mail["Subject"] for mail in sink.to(author.email))
    assert subjects == ["Not published: Buy my watches", "Published: My line is slow"]
    assert any("Advertising." in text_of(mail) for mail in sink.mails)


def test_followers_hear_of_a_held_topic_only_when_it_is_approved(sink, later):
    forum = make_forum(moderation_policy=ModerationPolicy.ALL)
    follower = make_user("Flo Follower")
    subscribe(forum, by=follower)
    topic = make_topic(forum, title="My line is slow")
    later()
    assert sink.mails == []
    approve_content(ModerationItem.objects.get(topic=topic), moderator=make_representative(forum))
    later()
    assert len(sink.to(follower.email)) == 1


def test_the_author_is_asked_for_consent(sink, work, forum, author, staff):
    topic = make_topic(forum, author=author, title="A private matter", is_private=True)
    ask_consent(topic, by=staff)
    work()
    (mail,) = sink.to(author.email)
    assert mail["Subject"] == "May we make it public? A private matter"


def test_more_than_the_days_limit_stays_on_the_site(sink, later, forum, monkeypatch):
    monkeypatch.setattr(limits, "MAILS_PER_DAY", 2)
    follower = make_user("Flo Follower")
    subscribe(forum, by=follower)
    for number in range(4):
        make_topic(forum, title=f"Topic number {number}", topic_type=TopicType.IDEA)
    later()
    assert len(sink.to(follower.email)) == 2
    rows = Notification.objects.filter(recipient__user=follower)
    assert rows.filter(error="limit of mails a day").count() == 2
    assert rows.filter(channel=NotificationChannel.SITE).count() == 4


def test_many_followers_are_written_to_in_batches(sink, later, topic, staff, monkeypatch):
    monkeypatch.setattr(limits, "FANOUT_BATCH", 3)
    followers = [make_user(f"Flo Follower {number}") for number in range(10)]
    for follower in followers:
        subscribe(topic, by=follower)
    post_official_answer(topic, by=staff, body=f"For all, and for @{ensure_member(followers[7]).handle}.")
    later()
    assert sorted(mail["X-Envelope-To"] for mail in sink.mails) == sorted(
        [topic.author.user.email, *(follower.email for follower in followers)]
    )


def test_a_rolled_back_act_tells_nobody(sink, later, topic, staff):
    with pytest.raises(RuntimeError), transaction.atomic():
        post_official_answer(topic, by=staff, body="Never happened.")
        raise RuntimeError
    later()
    assert sink.mails == []
