"""The page where people choose when they hear of what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from feedback_community.actions.members import ensure_member
from feedback_community.actions.preferences import set_preferences
from feedback_community.actions.subscriptions import change_mail, subscribe
from feedback_community.enums import NotificationKind, Timing
from feedback_community.models import Member, Subscription
from feedback_community.notifications.bounces import paused_until, record_bounce
from feedback_community.notifications.tokens import make_token
from tests.factories import make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("Ann Asker")


@pytest.fixture
def reader(person):
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"feedback_community:{name}", args=args)


def filled(**changed: str) -> dict[str, str]:
    """The form as a browser sends it when nothing was touched."""
    fields = {f"email_{kind}": "now" for kind in NotificationKind}
    fields |= {f"site_{kind}": "on" for kind in NotificationKind}
    return {name: value for name, value in {**fields, **changed}.items() if value}


def preferences_of(person):
    return Member.objects.get(user=person).preferences


def test_the_page_asks_for_a_login(client):
    assert client.get(url("preferences"))["Location"].startswith("/accounts/login/")
    assert client.post(url("mails_again"))["Location"].startswith("/accounts/login/")


def test_only_what_differs_is_kept_and_shown_again(reader, person):
    assert reader.post(url("preferences"), filled()).status_code == 302
    assert preferences_of(person) == {}
    sent = filled(email_answer="weekly", email_mention="never", site_topic="")
    response = reader.post(url("preferences"), sent, follow=True)
    assert "Your settings are saved." in response.text
    kept = {"email:answer": "weekly", "email:mention": "never", "site:topic": "never"}
    assert preferences_of(person) == kept
    form = reader.get(url("preferences")).context["form"]
    assert form["email_answer"].value() == "weekly"
    assert form["site_topic"].value() is False
    reader.post(url("preferences"), filled())
    assert preferences_of(person) == {}


@pytest.mark.parametrize(
    "wrong", [{"email_answer": "hourly"}, {"email_mention": "daily"}, {"email_topic": ""}]
)
def test_a_wrong_choice_is_named_and_changes_nothing(reader, person, wrong):
    response = reader.post(url("preferences"), filled(**wrong))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert preferences_of(person) == {}


def test_what_waits_for_oneself_cannot_be_hidden_on_the_site(reader, person):
    reader.post(url("preferences"), filled(site_decided="", site_consent=""))
    assert preferences_of(person) == {}


def test_an_address_that_returned_mails_can_be_tried_again(reader, person):
    record_bounce(person.email, is_hard=True)
    assert "came back" not in reader.get(url("preferences")).text
    record_bounce(person.email, is_hard=True)
    assert "came back" in reader.get(url("preferences")).text
    reader.post(url("mails_again"))
    assert paused_until(person.email) is None
    assert reader.get(url("mails_again")).status_code == 405


def test_mails_about_one_topic(reader, person):
    topic = make_topic(author=person)
    row = Subscription.objects.get(topic=topic)
    reader.post(url("subscriptions"), {"subscription": row.pk, "mail": "weekly"})
    row.refresh_from_db()
    assert (row.mail, row.level) == ("weekly", "all")
    page = reader.get(url("subscriptions")).text
    assert '<option value="weekly" selected>' in page
    reader.post(url("subscriptions"), {"subscription": row.pk, "mail": ""})
    row.refresh_from_db()
    assert row.mail == ""


@pytest.mark.parametrize("fields", [{}, {"mail": "hourly"}, {"level": "loud"}])
def test_a_wish_that_does_not_exist_is_refused(reader, person, fields):
    row = Subscription.objects.get(topic=make_topic(author=person))
    assert reader.post(url("subscriptions"), {"subscription": row.pk, **fields}).status_code == 400


def test_mails_about_a_strangers_subscription_are_not_ones_own(reader):
    stranger = subscribe(make_forum(), by=make_user())
    response = reader.post(url("subscriptions"), {"subscription": stranger.pk, "mail": "never"})
    assert response.status_code == 404
    stranger.refresh_from_db()
    assert stranger.mail == ""


def test_the_link_of_a_summary_ends_all_summaries_and_nothing_else(client, person):
    member = ensure_member(person)
    set_preferences(by=person, chosen={"email:answer": Timing.DAILY, "email:mention": Timing.NEVER})
    wish = subscribe(make_forum(), by=person)
    change_mail(wish, by=member, mail=Timing.WEEKLY)
    link = url("unsubscribe", make_token(member.pk, member))
    assert client.get(link).status_code == 200
    assert preferences_of(person)["email:answer"] == "daily"
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences_of(person) == {"email:answer": "never", "email:mention": "never"}
    wish.refresh_from_db()
    assert wish.mail == "never"
