from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from feedback_community.actions.opening_for import open_topic_for, withdraw_topic_for_me
from feedback_community.enums import ForumVisibility, ModerationState
from feedback_community.exceptions import CommunityError, InvalidChange, NotAllowed
from feedback_community.models import Forum, Member, Topic
from feedback_community.outbox import worker
from tests.core.wagtail_admin.conftest import may_enter
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db

FIELDS = {
    "topic_type": "problem",
    "title": "No dial tone since Monday",
    "body": "He rang us.",
    "note": "by phone",
}


@pytest.fixture
def forum() -> Forum:
    return make_forum()


@pytest.fixture
def customer() -> Member:
    return make_topic(author=make_user("Carl Customer")).author  # type: ignore[return-value]


def test_it_is_the_customer_s_told_attributed_and_logged(
    forum: Forum, customer: Member, mailoutbox: list[Any]
) -> None:
    staff = make_representative(forum, "Nora Official")
    topic = open_topic_for(forum, customer=customer, by=staff, **FIELDS)
    assert (topic.author, topic.author_role) == (customer, "member")
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert "Carl Customer" in page
    assert "opened by Nora Official" in page
    entry = ModelLogEntry.objects.get(action="feedback_community.open_for")
    assert (entry.user, entry.data["note"]) == (staff, "by phone")
    worker.run_once(frozenset({"notifications", "mail"}))
    [mail] = [mail for mail in mailoutbox if mail.to == [customer.user.email]]
    assert "Nora Official" in mail.body
    assert topic.title in mail.subject


def test_the_customer_takes_it_back_and_nobody_else(forum: Forum, customer: Member) -> None:
    staff = make_representative(forum)
    topic = open_topic_for(forum, customer=customer, by=staff, **FIELDS)
    for other in (make_user(), staff):
        with pytest.raises(NotAllowed):
            withdraw_topic_for_me(topic, by=other)
    own = make_topic(forum, author=customer.user)
    with pytest.raises(NotAllowed):
        withdraw_topic_for_me(own, by=customer.user)
    client = Client()
    client.force_login(customer.user)
    assert f"/community/t/{topic.pk}/withdraw/" in client.get(topic.get_absolute_url()).content.decode()
    assert client.get(f"/community/t/{topic.pk}/withdraw/").status_code == 200
    client.post(f"/community/t/{topic.pk}/withdraw/")
    topic = Topic.objects.get(pk=topic.pk)
    assert topic.state == ModerationState.REMOVED
    stub = Client().get(topic.get_absolute_url())
    assert stub.status_code == 410
    assert "He rang us." not in stub.content.decode()


def test_only_staff_of_the_forum_with_a_note_for_somebody_who_may(forum: Forum, customer: Member) -> None:
    staff = make_representative(forum)
    with pytest.raises(NotAllowed):
        open_topic_for(forum, customer=customer, by=make_representative(make_forum()), **FIELDS)
    with pytest.raises(CommunityError):
        open_topic_for(forum, customer=customer, by=staff, **{**FIELDS, "note": " "})
    stub = Member.objects.create(handle="a-stub", stub_name="Stub")
    with pytest.raises(InvalidChange):
        open_topic_for(forum, customer=stub, by=staff, **FIELDS)
    hidden = make_forum(visibility=ForumVisibility.GROUPS)
    with pytest.raises(NotAllowed):
        open_topic_for(hidden, customer=customer, by=make_representative(hidden), **FIELDS)
    assert not Topic.objects.filter(title=FIELDS["title"]).exists()


def test_the_form_in_the_admin(forum: Forum, customer: Member) -> None:
    client = Client()
    client.force_login(may_enter(make_representative(forum)))
    url = "/admin/community/topics/open-for/"
    assert url in client.get("/admin/community/topics/").content.decode()
    wrong = client.post(url, {**FIELDS, "handle": "nobody", "forum": forum.pk})
    assert "Nobody has this handle" in wrong.content.decode()
    assert "He rang us." in wrong.content.decode()
    other = make_forum("Elsewhere")
    assert client.post(url, {**FIELDS, "handle": customer.handle, "forum": other.pk}).status_code == 200
    done = client.post(url, {**FIELDS, "handle": customer.handle, "forum": forum.pk})
    topic = Topic.objects.get(title=FIELDS["title"])
    assert done["Location"].endswith(f"/{topic.pk}/")
    stranger = Client()
    stranger.force_login(may_enter(make_user()))
    assert stranger.get(url).status_code in (302, 403)
