"""Bell, subscriptions, profile, and the link in a mail."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from feedback_community.actions.members import ensure_member
from feedback_community.actions.subscriptions import subscribe
from feedback_community.enums import NotificationChannel, NotificationState, SubscriptionLevel
from feedback_community.models import CommunityTag, Member, Notification, Subscription
from feedback_community.notifications.tokens import make_token
from feedback_community.outbox import worker
from tests.factories import make_answer, make_forum, make_group_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("Ann Asker")


@pytest.fixture
def reader(person):
    client = Client()
    client.force_login(person)
    return client


def deliver() -> None:
    worker.run_once(frozenset({"notifications"}))


def url(name: str, *args: object) -> str:
    return reverse(f"feedback_community:{name}", args=args)


@pytest.mark.parametrize("name", ["notifications", "subscriptions", "profile"])
def test_ones_own_pages_ask_for_a_login(client, name):
    response = client.get(url(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["notifications", "subscriptions", "profile"])
def test_ones_own_pages_open_for_somebody_new(reader, name):
    response = reader.get(url(name))
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_the_bell_counts_and_opening_a_line_reads_it(reader, person):
    topic = make_topic(author=person, title="The router restarts at night")
    answer = make_answer(topic, body="Hold the button.")
    deliver()
    page = reader.get(url("notifications"))
    assert "The router restarts at night" in page.text
    assert "community-bell-count" in page.text
    row = Notification.objects.get(recipient__user=person, channel=NotificationChannel.SITE)
    response = reader.get(url("notification", row.pk))
    assert response["Location"] == answer.get_absolute_url()
    assert "community-bell-count" not in reader.get(url("notifications")).text


def test_reading_the_topic_itself_empties_the_bell(reader, person):
    topic = make_topic(author=person)
    make_answer(topic)
    deliver()
    assert "community-bell-count" in reader.get(url("home")).text
    assert "community-bell-count" not in reader.get(topic.get_absolute_url()).text
    assert not Notification.objects.filter(channel=NotificationChannel.SITE, read_at=None).exists()


def test_all_are_read_at_once(reader, person):
    topic = make_topic(author=person)
    for _number in range(3):
        make_answer(topic)
    deliver()
    reader.post(url("notifications_read"))
    rows = Notification.objects.filter(recipient__user=person, channel=NotificationChannel.SITE)
    assert not rows.filter(read_at=None).exists()


def test_nobody_opens_the_lines_of_others(person):
    topic = make_topic(author=person)
    make_answer(topic)
    deliver()
    row = Notification.objects.get(recipient__user=person, channel=NotificationChannel.SITE)
    other = Client()
    other.force_login(make_user("Eve Other"))
    assert other.get(url("notification", row.pk)).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_what_became_invisible_is_neither_listed_nor_counted(person):
    helper = make_user("Hal Helper")
    forum = make_group_forum(person, helper)
    topic = make_topic(
        forum, author=type(person).objects.get(pk=person.pk), title="Only for the inner circle"
    )
    make_answer(topic, author=type(helper).objects.get(pk=helper.pk))
    deliver()
    reader = Client()
    reader.force_login(person)
    assert "Only for the inner circle" in reader.get(url("notifications")).text
    person.groups.clear()
    for name in ("notifications", "subscriptions"):
        page = reader.get(url(name)).text
        assert "Only for the inner circle" not in page
        assert "community-bell-count" not in page


def test_a_level_is_chosen_on_the_page(reader, person):
    topic = make_topic(author=person)
    row = Subscription.objects.get(topic=topic)
    page = url("subscriptions")
    assert escape(topic.title) in reader.get(page).text
    reader.post(page, {"subscription": row.pk, "level": "official"})
    row.refresh_from_db()
    assert (row.level, row.reason) == (SubscriptionLevel.OFFICIAL, "choice")
    reader.post(page, {"subscription": row.pk, "level": "none"})
    row.refresh_from_db()
    assert row.level == SubscriptionLevel.NONE


def test_a_forum_is_muted_and_left_without_a_trace(reader, person):
    forum = make_forum()
    row = subscribe(forum, by=person)
    reader.post(url("subscriptions"), {"subscription": row.pk, "level": "none"})
    assert Subscription.objects.get().level == "none"
    reader.post(reverse("feedback_community:forum_follow", args=[forum.slug]), {"level": "none"})
    assert not Subscription.objects.exists()


def test_nobody_changes_the_subscriptions_of_others(reader, person):
    ensure_member(person)
    row = subscribe(make_topic(), by=make_user("Eve Other"))
    response = reader.post(url("subscriptions"), {"subscription": row.pk, "level": "none"})
    assert response.status_code == 404
    row.refresh_from_db()
    assert row.level == SubscriptionLevel.ALL


def test_a_handle_is_changed_and_followed_in_texts(reader, person):
    member = ensure_member(person)
    answer = make_answer(make_topic(), body=f"Ask @{member.handle}.")
    response = reader.post(url("profile"), {"handle": "Router-Ann", "language": "ru"})
    assert response.status_code == 302
    member.refresh_from_db()
    assert (member.handle, member.language) == ("router-ann", "ru")
    answer.refresh_from_db()
    assert answer.body == "Ask @router-ann."
    assert "/people/router-ann/" in answer.body_html


@pytest.mark.parametrize("handle", ["", "a b", "<b>", "anna@example.com", "-x", "admin", "taken", "x" * 41])
def test_a_handle_that_cannot_be_is_refused_beside_the_field(reader, person, handle):
    member = ensure_member(person)
    Member.objects.create(handle="taken")
    response = reader.post(url("profile"), {"handle": handle, "language": ""})
    assert response.status_code == 200
    assert "community-error" in response.text
    member.refresh_from_db()
    assert member.handle == "ann-asker"


@pytest.fixture
def strict() -> Client:
    """A mail program or a stranger: no cookie, and CSRF protection on."""
    return Client(enforce_csrf_checks=True)


def test_looking_at_the_link_of_a_mail_changes_nothing(strict, person):
    topic = make_topic(author=person, title="The router restarts at night")
    link = url("unsubscribe", make_token(ensure_member(person).pk, topic))
    response = strict.get(link)
    assert response.status_code == 200
    assert "The router restarts at night" in response.text
    assert "no-store" in response["Cache-Control"]
    strict.head(link)
    assert Subscription.objects.get(topic=topic).level == SubscriptionLevel.ALL


def test_one_click_stops_the_mails(strict, person):
    topic = make_topic(author=person)
    link = url("unsubscribe", make_token(ensure_member(person).pk, topic))
    for _again in range(2):
        response = strict.post(link, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert Subscription.objects.get(topic=topic).level == SubscriptionLevel.NONE


def test_one_click_leaves_a_forum_or_a_tag(strict, person):
    forum, tag = make_forum(), CommunityTag.objects.create(name="wifi", slug="wifi")
    member = ensure_member(person)
    for target in (forum, tag):
        subscribe(target, by=person)
        strict.post(url("unsubscribe", make_token(member.pk, target)))
    assert not Subscription.objects.exists()


def test_a_forged_or_old_token_does_nothing(strict, person, settings):
    topic = make_topic(author=person)
    token = make_token(ensure_member(person).pk, topic)
    forged = token[:-2] + ("aa" if not token.endswith("aa") else "bb")
    assert strict.post(url("unsubscribe", forged)).status_code == 404
    settings.FEEDBACK_COMMUNITY = {"UNSUBSCRIBE_LINK_DAYS": -1}
    assert strict.post(url("unsubscribe", token)).status_code == 404
    assert Subscription.objects.get(topic=topic).level == SubscriptionLevel.ALL


def test_the_link_shows_no_title_its_reader_may_not_see_any_more(strict, person):
    forum = make_group_forum(person)
    topic = make_topic(forum, author=type(person).objects.get(pk=person.pk), title="Inner circle only")
    person.groups.clear()
    response = strict.get(url("unsubscribe", make_token(ensure_member(person).pk, topic)))
    assert response.status_code == 200
    assert "Inner circle only" not in response.text


def test_the_token_is_no_login(strict, person):
    topic = make_topic(author=person)
    strict.get(url("unsubscribe", make_token(ensure_member(person).pk, topic)))
    assert strict.get(url("notifications")).status_code == 302


def test_bell_lines_never_wait_to_be_mailed(person):
    make_answer(make_topic(author=person))
    deliver()
    row = Notification.objects.get(recipient__user=person, channel=NotificationChannel.SITE)
    assert row.state == NotificationState.SENT
