"""Suspending in the admin: who may, for whom, and what the page says."""

from __future__ import annotations

from typing import Any

from feedback_community.actions.members import ensure_member
from feedback_community.models import Forum, Member, Suspension
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import make_answer, make_topic, make_user

DATA = {"blocks": "everything", "until": "", "reason": "Advertising."}


def page_of(member: Member) -> str:
    return f"/admin/community/people/{member.pk}/suspend/"


def author_in(forum: Forum) -> Member:
    return make_topic(forum, author=make_user("Sam Spammer")).author


def test_a_moderator_suspends_in_the_own_forum_and_lifts_it(internet: Forum, moderator: Any) -> None:
    member, client = author_in(internet), signed_in(moderator)
    page = client.get(page_of(member)).content.decode()
    assert "Sam Spammer" in page and "Everywhere" not in page
    client.post(page_of(member), {**DATA, "forum": str(internet.pk)})
    row = Suspension.objects.get()
    assert (row.member, row.forum, row.reason) == (member, internet, "Advertising.")
    assert "Advertising." in client.get(page_of(member)).content.decode()
    client.post(f"{page_of(member)}{row.pk}/")
    row.refresh_from_db()
    assert row.lifted_at is not None


def test_a_moderator_of_one_forum_is_nobody_in_another(
    internet: Forum, tv: Forum, moderator: Any, other_moderator: Any
) -> None:
    member, client = author_in(internet), signed_in(other_moderator)
    assert client.get(page_of(member)).status_code == 404
    assert client.post(page_of(member), {**DATA, "forum": str(internet.pk)}).status_code == 404
    # The person wrote in both: seen, but suspended in the own forum only.
    make_answer(make_topic(tv), author=member.user)
    assert client.get(page_of(member)).status_code == 200
    for wrong in (str(internet.pk), ""):
        page = client.post(page_of(member), {**DATA, "forum": wrong})
        assert page.status_code == 200
    assert not Suspension.objects.exists()
    signed_in(moderator).post(page_of(member), {**DATA, "forum": str(internet.pk)})
    client.post(f"{page_of(member)}{Suspension.objects.get().pk}/")
    assert Suspension.objects.get().lifted_at is None


def test_customers_and_editors_have_no_such_page(internet: Forum, editor: Any, customer: Any) -> None:
    member = author_in(internet)
    for user in (editor, customer):
        client = signed_in(user)
        assert client.get(page_of(member)).status_code == 302
        assert client.post(page_of(member), {**DATA, "forum": str(internet.pk)}).status_code == 302
    assert not Suspension.objects.exists()


def test_whoever_changes_members_suspends_everywhere(internet: Forum) -> None:
    member = ensure_member(make_user("Sam Spammer"))
    client = signed_in(may_enter(make_user("Ma Nager"), "change_member"))
    client.post(page_of(member), {**DATA, "forum": "", "until": "2099-01-01 10:00"})
    row = Suspension.objects.get()
    assert row.forum is None and row.until is not None and row.until.year == 2099


def test_the_way_there_stands_at_the_post(internet: Forum, moderator: Any) -> None:
    topic = make_topic(internet, author=make_user("Sam Spammer"))
    page = signed_in(moderator).get(f"/admin/community/topics/inspect/{topic.pk}/").content.decode()
    assert page_of(topic.author) in page
