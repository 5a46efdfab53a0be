from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from feedback_community.actions.rights import set_group_rights
from feedback_community.enums import Right, StatusKind, TopicType
from feedback_community.exceptions import NotAllowed
from feedback_community.models import CommunityTag, Forum, ForumGroupPermission, Status
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import default_site, make_forum, make_topic, make_user, status

FORUMS = "/admin/community/forums/"
STATUSES = "/admin/community/statuses/"
TAGS = "/admin/community/tags/"
RIGHTS = "/admin/community/rights/"


def forum_data(**changes: Any) -> dict[str, Any]:
    data = {
        "name": "Mobile",
        "slug": "mobile",
        "site": default_site().pk,
        "topic_types": [TopicType.QUESTION, TopicType.IDEA],
        "visibility": "public",
        "moderation_policy": "off",
        "first_posts": 1,
    }
    return {**data, **changes}


def other_site() -> Site:
    root = Page.objects.filter(depth=2).first()
    return Site.objects.create(hostname="other.example", root_page=root, site_name="Other")


def test_an_administrator_makes_a_forum(administrator: Any) -> None:
    client = signed_in(administrator)
    assert client.get(f"{FORUMS}new/").status_code == 200
    make_forum("First", position=4)
    response = client.post(f"{FORUMS}new/", forum_data())
    assert response.status_code == 302
    forum = Forum.objects.get(slug="mobile")
    assert forum.topic_types == [TopicType.QUESTION, TopicType.IDEA]
    assert forum.position == 5


def test_rights_of_groups_are_part_of_the_form(internet: Forum, administrator: Any) -> None:
    helpers, others = Group.objects.create(name="Helpers"), Group.objects.create(name="Others")
    ForumGroupPermission.objects.create(forum=internet, group=others, right=Right.MODERATE)
    client = signed_in(administrator)
    url = f"{FORUMS}edit/{internet.pk}/"
    assert "Helpers" in client.get(url).content.decode()
    client.post(
        url, forum_data(slug=internet.slug, groups_moderate=[helpers.pk], groups_employee=[helpers.pk])
    )
    rows = ForumGroupPermission.objects.filter(forum=internet).values_list("group__name", "right")
    assert set(rows) == {("Helpers", Right.MODERATE), ("Helpers", Right.EMPLOYEE)}


def test_whoever_edits_forums_grants_no_rights_without_that_permission(internet: Forum) -> None:
    user = may_enter(make_user("Fo Rum"), "change_forum")
    group = Group.objects.create(name="Friends")
    client = signed_in(user)
    url = f"{FORUMS}edit/{internet.pk}/"
    assert "groups_moderate" not in client.get(url).content.decode()
    client.post(url, forum_data(slug=internet.slug, name="Renamed", groups_moderate=[group.pk]))
    internet.refresh_from_db()
    assert internet.name == "Renamed"
    assert not ForumGroupPermission.objects.exists()
    with pytest.raises(NotAllowed):
        set_group_rights(internet, {Right.MODERATE: [group]}, by=user)


def test_only_a_superuser_names_a_function(internet: Forum, administrator: Any) -> None:
    editor = signed_in(may_enter(make_user("Fo Rum"), "change_forum"))
    url = f"{FORUMS}edit/{internet.pk}/"
    data = forum_data(slug=internet.slug, visibility="predicate", predicate="os.getcwd")
    editor.post(url, data)
    internet.refresh_from_db()
    assert (internet.visibility, internet.predicate) == ("public", "")
    client = signed_in(administrator)
    assert "cannot be imported" in client.post(url, {**data, "predicate": "no.where"}).content.decode()
    client.post(url, {**data, "predicate": "feedback_community.people.no_avatar"})
    internet.refresh_from_db()
    assert internet.predicate == "feedback_community.people.no_avatar"


def test_a_forum_stays_on_its_site_and_takes_statuses_of_it(internet: Forum, administrator: Any) -> None:
    other = other_site()
    foreign = Status.objects.create(site=other, kind=StatusKind.OPEN)
    client = signed_in(administrator)
    url = f"{FORUMS}edit/{internet.pk}/"
    client.post(url, forum_data(slug=internet.slug, site=other.pk))
    internet.refresh_from_db()
    assert internet.site == default_site()
    client.post(url, forum_data(slug=internet.slug, statuses=[foreign.pk]))
    assert not internet.statuses.exists()
    response = client.post(f"{FORUMS}new/", forum_data(statuses=[foreign.pk]))
    assert "statuses of the forum&#x27;s own site" in response.content.decode()


def test_a_forum_with_topics_is_not_deleted(internet: Forum, administrator: Any) -> None:
    make_topic(internet)
    empty = make_forum("Empty")
    client = signed_in(administrator)
    for method in (client.get, client.post):
        response = method(f"{FORUMS}delete/{internet.pk}/", follow=True)
        assert "Move them to another forum first" in response.content.decode()
    assert client.post(f"{FORUMS}delete/{empty.pk}/").status_code == 302
    assert list(Forum.objects.all()) == [internet]


def test_forums_are_put_in_order_by_dragging(internet: Forum, tv: Forum, administrator: Any) -> None:
    client = signed_in(administrator)
    assert client.get(f"{FORUMS}?ordering=position").status_code == 200
    assert [forum.name for forum in Forum.objects.all()] == ["Internet", "Television"]
    client.post(f"{FORUMS}reorder/{tv.pk}/?position=0")
    assert [forum.name for forum in Forum.objects.all()] == ["Television", "Internet"]


def test_a_status_keeps_its_kind(internet: Forum, administrator: Any) -> None:
    planned = status(StatusKind.PLANNED)
    client = signed_in(administrator)
    url = f"{STATUSES}edit/{planned.pk}/"
    assert client.get(url).status_code == 200
    client.post(url, {"site": planned.site_id, "kind": StatusKind.DECLINED, "label": "On our list"})
    planned.refresh_from_db()
    assert (planned.kind, planned.label, planned.topic_types) == (StatusKind.PLANNED, "On our list", [])


def test_a_used_status_is_not_deleted(internet: Forum, administrator: Any) -> None:
    topic = make_topic(internet)
    unused = status(StatusKind.DUPLICATE)
    client = signed_in(administrator)
    response = client.post(f"{STATUSES}delete/{topic.status_id}/", follow=True)
    assert "Give them another status first" in response.content.decode()
    client.post(f"{STATUSES}delete/{unused.pk}/")
    assert not Status.objects.filter(pk=unused.pk).exists()


def test_tags_are_a_vocabulary(administrator: Any) -> None:
    client = signed_in(administrator)
    client.post(f"{TAGS}new/", {"name": "Router", "slug": "router"})
    assert CommunityTag.objects.get().name == "Router"
    assert "Router" in client.get(TAGS).content.decode()


def test_a_right_in_all_forums_is_given_in_the_list(administrator: Any) -> None:
    group = Group.objects.create(name="Support")
    client = signed_in(administrator)
    client.post(f"{RIGHTS}new/", {"group": group.pk, "right": Right.MODERATE, "forum": ""})
    assert ForumGroupPermission.objects.get().forum is None
    assert "All forums" in client.get(RIGHTS).content.decode()


@pytest.mark.parametrize("who", ["moderator", "editor", "customer"])
def test_configuration_is_for_those_with_its_permissions(
    who: str, internet: Forum, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for room in (FORUMS, STATUSES, TAGS, RIGHTS, "/admin/community/members/", "/admin/community/outbox/"):
        assert client.get(room).status_code == 302, room
        assert client.get(f"{room}new/").status_code in (302, 404), room
    assert client.post(f"{FORUMS}edit/{internet.pk}/", forum_data(name="Mine")).status_code == 302
    assert client.post(f"{FORUMS}reorder/{internet.pk}/?position=0").status_code == 302
    internet.refresh_from_db()
    assert internet.name == "Internet"


# -- Wagtail's page of a group ------------------------------------------------------------------


def group_page(group: Group, *lines: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What the browser sends: Wagtail's own panels empty, ours with these lines."""
    data: dict[str, Any] = {"name": group.name}
    prefixes = ("page_permissions", "collection_permissions", "document_permissions", "image_permissions")
    for prefix in (*prefixes, "community_rights"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    data |= {"community_rights-TOTAL_FORMS": len(lines), "community_rights-INITIAL_FORMS": initial}
    for number, line in enumerate(lines):
        data |= {f"community_rights-{number}-{name}": value for name, value in line.items()}
    return data


def rights_held(group: Group) -> set[tuple[int | None, str]]:
    return set(ForumGroupPermission.objects.filter(group=group).values_list("forum", "right"))


def test_the_page_of_a_group_shows_and_sets_its_rights(internet: Forum, administrator: Any) -> None:
    helpers = Group.objects.create(name="Helpers")
    everybody_else = Group.objects.create(name="Others")
    for group in (helpers, everybody_else):
        ForumGroupPermission.objects.create(forum=None, group=group, right=Right.EMPLOYEE)
    client = signed_in(administrator)
    url = f"/admin/groups/edit/{helpers.pk}/"
    page = client.get(url).content.decode()
    assert "Community rights" in page and "Give the official answer" in page
    lines = (
        {"forum": "", "rights": [Right.EMPLOYEE, Right.MODERATE]},
        {"forum": internet.pk, "rights": [Right.CHANGE_STATUS]},
    )
    assert client.post(url, group_page(helpers, *lines, initial=1)).status_code == 302
    assert rights_held(helpers) == {
        (None, Right.EMPLOYEE),
        (None, Right.MODERATE),
        (internet.pk, Right.CHANGE_STATUS),
    }
    gone = ({**lines[0], "DELETE": "on"}, lines[1])
    assert client.post(url, group_page(helpers, *gone, initial=2)).status_code == 302
    assert rights_held(helpers) == {(internet.pk, Right.CHANGE_STATUS)}
    assert rights_held(everybody_else) == {(None, Right.EMPLOYEE)}


def test_a_forum_stands_once_on_the_page_of_a_group(internet: Forum, administrator: Any) -> None:
    helpers = Group.objects.create(name="Helpers")
    line = {"forum": internet.pk, "rights": [Right.MODERATE]}
    response = signed_in(administrator).post(
        f"/admin/groups/edit/{helpers.pk}/", group_page(helpers, line, line)
    )
    assert "A forum stands here twice" in response.content.decode()
    assert rights_held(helpers) == set()
