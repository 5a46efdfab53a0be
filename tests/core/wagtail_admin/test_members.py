from __future__ import annotations

from typing import Any

from feedback_community.actions.members import ensure_member
from feedback_community.models import Forum, Member, Topic
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import make_answer, make_topic, make_user

MEMBERS = "/admin/community/members/"


def data(member: Member, **changes: Any) -> dict[str, Any]:
    return {"handle": member.handle, **changes}


def test_the_list_and_the_page_of_a_member_show_no_address(administrator: Any) -> None:
    user = make_user("Ann Author")
    member = ensure_member(user)
    client = signed_in(administrator)
    for url in (MEMBERS, f"{MEMBERS}inspect/{member.pk}/", f"{MEMBERS}results/?q=ann"):
        page = client.get(url).content.decode()
        assert "Ann Author" in page
        assert user.email not in page


def test_a_new_handle_is_followed_in_the_texts(internet: Forum, administrator: Any) -> None:
    member = ensure_member(make_user("Ann Author"))
    topic = make_topic(internet, body=f"As @{member.handle} says, mail me@{member.handle}.example.")
    answer = make_answer(topic, body=f"Thanks @{member.handle}!")
    client = signed_in(administrator)
    response = client.post(f"{MEMBERS}edit/{member.pk}/", data(member, handle="Annie"))
    assert response.status_code == 302
    member.refresh_from_db()
    assert member.handle == "annie"
    topic, was = Topic.objects.get(pk=topic.pk), "ann-author"
    answer.refresh_from_db()
    assert "@annie says" in topic.body
    assert f"me@{was}.example" in topic.body
    assert member.get_absolute_url() in topic.body_html
    assert answer.body == "Thanks @annie!"


def test_a_taken_handle_is_refused(administrator: Any) -> None:
    first, second = ensure_member(make_user("Ann Author")), ensure_member(make_user("Ben Writer"))
    page = signed_in(administrator).post(f"{MEMBERS}edit/{second.pk}/", data(second, handle=first.handle))
    assert page.status_code == 200
    second.refresh_from_db()
    assert second.handle != first.handle


def test_a_handle_taken_in_other_letters_is_refused_too(administrator: Any) -> None:
    first, second = ensure_member(make_user("Ann Author")), ensure_member(make_user("Ben Writer"))
    page = signed_in(administrator).post(
        f"{MEMBERS}edit/{second.pk}/", data(second, handle=first.handle.upper())
    )
    assert "This handle is taken." in page.content.decode()


def test_standing_is_changed(administrator: Any) -> None:
    member = ensure_member(make_user("Ann Author"))
    changes = data(member, is_former_employee="on")
    signed_in(administrator).post(f"{MEMBERS}edit/{member.pk}/", changes)
    member.refresh_from_db()
    assert member.is_former_employee


def test_nobody_adds_or_deletes_members(administrator: Any) -> None:
    member = ensure_member(make_user("Ann Author"))
    client = signed_in(administrator)
    assert client.get(f"{MEMBERS}new/").status_code == 404
    assert client.get(f"{MEMBERS}delete/{member.pk}/").status_code == 404


def test_whoever_may_only_look_changes_nothing(db: None) -> None:
    member = ensure_member(make_user("Ann Author"))
    client = signed_in(may_enter(make_user("Vi Ewer"), "view_member"))
    assert client.get(f"{MEMBERS}inspect/{member.pk}/").status_code == 200
    assert client.post(f"{MEMBERS}edit/{member.pk}/", data(member, handle="mine")).status_code == 302
    member.refresh_from_db()
    assert member.handle != "mine"
