"""Leaderboard, badges, a person's points and the admin of ranks: in order for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Page

from feedback_community.outbox import worker
from tests.browser.test_pages import look_at
from tests.browser.world import World, make_world
from tests.factories import make_user

pytestmark = pytest.mark.skipif(
    not apps.is_installed("feedback_community.reputation"), reason="reputation is not installed"
)
CheckPage = Callable[..., None]


@pytest.fixture
def world(live_server: Any) -> World:
    """Somebody has a vote, a solution, points and badges."""
    found = make_world()
    worker.run_once(frozenset({"reputation"}))
    return found


def url_of(world: World, name: str) -> str:
    match name:
        case "leaderboard":
            return f"{reverse('feedback_community:leaderboard')}?period=all"
        case "badge":
            return reverse("feedback_community:badge", args=["solver"])
        case "person":
            return world.answer.author.get_absolute_url()
    return reverse(f"feedback_community:{name}")


@pytest.mark.parametrize("name", ["leaderboard", "badges", "badge", "person"])
def test_a_visitor_finds_the_pages_in_order(page: Page, world: World, check_page: CheckPage, name: str):
    look_at(page, url_of(world, name), check_page, f"reputation-{name}")
    if name != "badges":
        assert page.get_by_text("Otto Helper").first.is_visible()


@pytest.mark.parametrize("name", ["leaderboard", "person"])
def test_they_stand_in_russian_too(
    open_window: Callable[..., Page], world: World, check_page: CheckPage, name: str
):
    look_at(open_window(locale="ru-RU"), url_of(world, name), check_page, f"reputation-russian-{name}")


def test_ones_own_points_are_in_order(
    page: Page, world: World, sign_in: Callable[[Page, Any], None], check_page: CheckPage
):
    sign_in(page, world.helper)
    look_at(page, url_of(world, "reputation"), check_page, "reputation-own")


def test_a_rank_is_tried_out_in_the_admin_before_it_is_saved(
    page: Page, world: World, sign_in: Callable[[Page, Any], None], check_page: CheckPage
):
    sign_in(page, make_user("Ada Admin", is_superuser=True))
    page.goto(reverse("feedback_community_ranks:index"))
    page.get_by_role("link", name="Participant").click()
    page.get_by_label("From points").fill("30")
    page.get_by_role("button", name="who would change").click()
    page.get_by_text("Otto Helper").wait_for()
    check_page(page, "reputation-admin-rank")
    rank = apps.get_model("feedback_community_reputation", "Rank").objects.get(key="participant")
    assert rank.threshold == 20
