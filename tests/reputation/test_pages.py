"""What people see: leaderboards, badges, the panel of a person, one's own points."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail import hooks

from feedback_community.actions.members import ensure_member
from feedback_community.models import Member, Topic
from feedback_community.reputation.actions.awards import give_badge
from feedback_community.reputation.actions.ranks import review_ranks, update_points
from feedback_community.reputation.actions.scores import rescore
from feedback_community.reputation.actions.wishes import change_wishes
from feedback_community.reputation.models import Badge, DayTotal, Rank, Reputation, Score, ScoreCount
from tests.factories import (
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


def give(name: str, points: int, *, forum=None, days_ago: int = 0, user=None):
    """Somebody with points, as the worker would have derived them."""
    user = user or make_user(name)
    member = ensure_member(user)
    day = TODAY.date() - timedelta(days=days_ago)
    DayTotal.objects.create(member=member, scope=forum.pk if forum else 0, day=day, points=points)
    update_points(rescore([member.pk]))
    return user


def names(body: str) -> list[tuple[str, str, str]]:
    """Place, name and points of each row."""
    row = r'ranking-place[^>]*>(\d+)</td>.*?community-person-name"[^>]*>([^<]+)<.*?<strong>(\d+)<'
    return [(place, name, points) for place, name, points in re.findall(row, body, re.DOTALL)]


def board(client, query: str = "?period=all") -> list[tuple[str, str, str]]:
    return names(client.get(f"/community/leaderboard/{query}").content.decode())


def test_people_with_the_same_points_share_a_place(client):
    for name, points in (("Anna", 30), ("Berta", 20), ("Carla", 20), ("Dora", 10)):
        give(name, points)
    assert board(client) == [
        ("1", "Anna", "30"),
        ("2", "Berta", "20"),
        ("2", "Carla", "20"),
        ("4", "Dora", "10"),
    ]


def test_each_period_and_forum_counts_for_itself(client):
    one, two = make_forum("One"), make_forum("Two")
    give("Anna", 5, forum=one)
    give("Berta", 7, forum=two, days_ago=10)
    give("Carla", 9, forum=one, days_ago=40)
    give("Dora", 11, forum=one, days_ago=300)
    assert [row[1] for row in board(client, "?period=week")] == ["Anna"]
    assert [row[1] for row in board(client, "?period=month")] == ["Berta", "Anna"]
    assert [row[1] for row in board(client, "?period=quarter")] == ["Carla", "Berta", "Anna"]
    assert [row[1] for row in board(client)] == ["Dora", "Carla", "Berta", "Anna"]
    assert [row[1] for row in board(client, f"?period=all&forum={one.slug}")] == ["Dora", "Carla", "Anna"]


def test_staff_hold_no_place_and_whoever_does_not_wish_to_be_listed_neither(client):
    forum = make_forum()
    give("Sonja Staff", 500, user=make_representative(forum, "Sonja Staff"))
    shy = give("Sigrid Shy", 400)
    give("Anna", 30)
    change_wishes(by=shy, wishes={"is_listed": False})
    assert board(client) == [("1", "Anna", "30")]
    change_wishes(by=shy, wishes={"is_listed": True})
    assert [row[:2] for row in board(client)] == [("1", "Sigrid Shy"), ("2", "Anna")]


def test_a_forum_that_is_hidden_has_no_leaderboard(client):
    insider = make_user("Ines Insider")
    forum = make_group_forum(insider)
    give("Anna", 30, forum=forum)
    hidden = client.get(f"/community/leaderboard/?forum={forum.slug}")
    missing = client.get("/community/leaderboard/?forum=no-such-forum")
    assert hidden.status_code == missing.status_code == 404
    assert forum.name not in client.get("/community/leaderboard/").content.decode()


def test_the_pages_go_on_and_one_finds_the_own_place(client):
    for number in range(60):
        give(f"Person {number:02}", 1000 - number // 2)
    me = give("Mia Me", 1)
    client.force_login(me)
    with CaptureQueriesContext(connection) as asked:
        body = client.get("/community/leaderboard/?period=all").content.decode()
    assert "Your place is 61, with 1 point." in " ".join(body.split())
    start = f'FROM "{Score._meta.db_table}"'
    mine_only = f'"member_id" = {ensure_member(me).pk}'
    [mine] = [q["sql"] for q in asked if start in q["sql"] and mine_only in q["sql"]]
    # In the board's order the database would read all who stand above.
    assert "ORDER BY" not in mine
    seen, query = [], "?period=all"
    while query:
        body = client.get(f"/community/leaderboard/{query}").content.decode()
        seen += names(body)
        found = re.search(r'rel="next" href="(\?[^"]+)"', body)
        query = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == 61
    assert [int(place) for place, _name, _points in seen] == [*(n // 2 * 2 + 1 for n in range(60)), 61]


def test_places_are_right_around_staff_and_ties_on_every_page_both_ways(client):
    forum = make_forum()
    for number in range(70):
        points = 100 - number // 9
        if number % 8 == 3:
            give(f"Staff {number:02}", points, user=make_representative(forum, f"Staff {number:02}"))
        elif number % 8 == 5:
            give(f"Boss {number:02}", points, user=make_user(f"Boss {number:02}", is_superuser=True))
        else:
            give(f"Person {number:02}", points)
    rows = [(100 - n // 9, f"Person {n:02}") for n in range(70) if n % 8 not in (3, 5)]
    places = [1 + sum(other > points for other, _name in rows) for points, _name in rows]
    expected = [(str(place), name, str(points)) for place, (points, name) in zip(places, rows, strict=True)]
    seen, query, last = [], "?period=all", ""
    while query:
        last, body = query, client.get(f"/community/leaderboard/{query}").content.decode()
        seen.append(names(body))
        found = re.search(r'rel="next" href="(\?[^"]+)"', body)
        query = found[1].replace("&amp;", "&") if found else ""
    assert [row for page in seen for row in page] == expected
    back = re.search(r'rel="prev" href="(\?[^"]+)"', client.get(f"/community/leaderboard/{last}").text)
    assert back is not None
    assert board(client, back[1].replace("&amp;", "&")) == seen[-2]


def test_the_leaderboard_costs_the_same_whatever_there_is(client):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/community/leaderboard/?period=all")
        return len(found)

    give("Anna", 3)
    few = cost()
    for number in range(40):
        give(f"Person {number}", number + 1)
    assert cost() == few <= 11


def test_the_rank_stands_beside_the_name_where_the_person_shows_it(client):
    forum = make_forum()
    helper = make_user("Hanna Helper")
    topic = make_topic(forum)
    make_answer(topic, author=helper)
    give("Hanna Helper", 120, user=helper)
    assert "Regular" in client.get(topic.get_absolute_url()).content.decode()
    change_wishes(by=helper, wishes={"shows_rank": False})
    assert "Regular" not in client.get(topic.get_absolute_url()).content.decode()


def test_each_part_of_the_panel_can_be_made_private(client):
    forum = make_forum()
    helper = make_user("Hanna Helper")
    answer = make_answer(make_topic(forum), author=helper)
    type(answer).objects.filter(pk=answer.pk).update(helpful_count=3)
    give("Hanna Helper", 120, user=helper)
    member = Member.objects.get(user=helper)
    boss = make_user("Bea", is_superuser=True)
    give_badge(Badge.objects.get(key="thanks"), member, by=boss, reason="For everything.")
    url = member.get_absolute_url()
    parts = {
        "shows_points": "The same as a table",
        "shows_badges": "Thank you",
        "shows_answers": "Best answers",
        "shows_rank": "To the next rank",
    }
    body = client.get(url).content.decode()
    assert all(words in body for words in parts.values())
    for wish, words in parts.items():
        change_wishes(by=helper, wishes={wish: False})
        assert words not in client.get(url).content.decode()
    client.force_login(helper)
    own = client.get(url).content.decode()
    assert all(words in own for words in parts.values())


def test_nobody_reads_another_persons_ledger(client, play):
    helper = make_user("Hanna Helper")
    play(make_answer, make_topic(), author=helper)
    client.force_login(helper)
    assert "+1" in client.get("/community/me/reputation/").content.decode()
    client.force_login(make_user("Otto Other"))
    assert "+1" not in client.get("/community/me/reputation/").content.decode()
    client.logout()
    assert client.get("/community/me/reputation/").status_code == 302


def test_wishes_are_saved_without_a_script(client):
    user = give("Wanda Wish", 5)
    client.force_login(user)
    client.post("/community/me/reputation/", {"shows_rank": "on"})
    own = Reputation.objects.get(member__user=user)
    assert (own.shows_rank, own.is_listed, own.shows_points) == (True, False, False)
    assert not Score.objects.filter(is_listed=True).exists()
    assert not ScoreCount.objects.exists()


def test_a_badge_has_a_page_with_its_holders(client):
    badge = Badge.objects.get(key="thanks")
    boss = make_user("Bea", is_superuser=True)
    for number in range(30):
        member = ensure_member(make_user(f"Holder {number}"))
        give_badge(badge, member, by=boss, reason=f"Reason {number}.")
    first = client.get(badge.get_absolute_url()).content.decode()
    assert "Holder 29" in first and "Reason 29." in first and "Holder 4<" not in first
    following = re.search(r'rel="next" href="(\?[^"]+)"', first)
    assert following
    assert "Holder 4<" in client.get(badge.get_absolute_url() + following[1]).content.decode()
    assert client.get("/community/badges/no-such-badge/").status_code == 404
    assert "Thank you" in client.get("/community/badges/").content.decode()


def test_the_tag_puts_the_first_ten_on_any_page(client):
    for number in range(12):
        give(f"Person {number:02}", 50 - number)
    code = "{% load feedback_community_reputation %}{% community_leaderboard heading='The best' %}"
    request = RequestFactory().get("/")
    body = Template(code).render(Context({"request": request}))
    assert "The best" in body
    assert [row[1] for row in names(body)] == [f"Person {number:02}" for number in range(10)]


def test_rising_is_told_once_and_falling_at_night_only(client, play):
    user = give("Rita Riser", 25)
    member = Member.objects.get(user=user)
    participant = Rank.objects.get(key="participant")
    assert Reputation.objects.get(member=member).rank == participant
    assert member.notifications.count() == 1
    DayTotal.objects.filter(member=member).update(points=5)
    update_points(rescore([member.pk]))
    assert Reputation.objects.get(member=member).rank == participant
    assert member.notifications.count() == 1
    review_ranks([member.pk])
    assert Reputation.objects.get(member=member).rank.key == "newcomer"
    assert member.notifications.count() == 2
    client.force_login(user)
    bell = client.get("/community/notifications/").content.decode()
    assert "You are “Participant” now" in bell and "Your rank is “Newcomer” now" in bell
    DayTotal.objects.filter(member=member).update(points=25)
    update_points(rescore([member.pk]))
    assert member.notifications.count() == 2


def test_staff_by_a_role_provider_hold_no_place_either(client):
    forum = make_forum()
    agent, anna = make_user("Agneta Agent"), give("Anna", 30)
    roles = {agent.pk: {forum.pk: {"employee"}}, anna.pk: {forum.pk: {"mark_solution"}}}
    with hooks.register_temporarily("register_feedback_role_provider", lambda user: roles.get(user.pk, {})):
        give("Agneta Agent", 500, user=agent)
        assert board(client) == [("1", "Anna", "30")]
        client.force_login(anna)
        assert "Your place" not in client.get("/community/leaderboard/?period=all").content.decode()
        roles[anna.pk] = {None: {"moderate"}}
        rescore([Member.objects.get(user=anna).pk])
        assert board(client) == []
    # Whoever leaves the company is found by night.
    rescore(Member.objects.filter(user__in=[agent, anna]).values_list("pk", flat=True))
    assert [row[1] for row in board(client)] == ["Agneta Agent", "Anna"]


def test_name_rank_and_role_stand_in_search_results_for_one_query_more(client):
    forum = make_forum()
    helper, boss = make_user("Hanna Helper"), make_representative(forum, "Nora Official")
    make_topic(forum, author=helper, title="Zanzibar antenna broken")
    give("Hanna Helper", 120, user=helper)

    def found() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            body = client.get("/community/search/?q=zanzibar").content.decode()
        return body, sum("shows_rank" in query["sql"] for query in queries)

    body, asked = found()
    assert "Hanna Helper" in body and "Regular" in body and asked == 1
    make_topic(forum, author=boss, title="Zanzibar antenna replaced", topic_type="update")
    body, asked = found()
    assert "Nora Official" in body and "Official representative" in body and asked == 1
    change_wishes(by=helper, wishes={"shows_rank": False})
    assert "Regular" not in found()[0]
    Topic.objects.filter(author__user=helper).update(is_name_hidden=True)
    assert "Hanna Helper" not in found()[0]
