"""Every page, as each kind of person: it stands, it is accessible, and it fits a narrow window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.world import ANSWER_PAGES, TOPIC_PAGES, World, make_world

PUBLIC = ["home", "topics", "forum", "tag", "topic", "person", "search", "ask"]
OWN = ["notifications", "subscriptions", "profile", "ask", "topic"]
STAFF = [*TOPIC_PAGES, *ANSWER_PAGES, "topic"]

CheckPage = Callable[..., None]


@pytest.fixture
def world(live_server: Any) -> World:
    return make_world()


def look_at(page: Page, url: str, check_page: CheckPage, name: str) -> None:
    """Wide and light, wide and dark, as narrow as a small telephone."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, url
    check_page(page, f"{name}-wide")
    page.emulate_media(color_scheme="dark")
    check_page(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    check_page(page, f"{name}-narrow")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_visitor_finds_every_public_page_in_order(
    page: Page, world: World, check_page: CheckPage, name: str
) -> None:
    look_at(page, world.url(name), check_page, f"visitor-{name}")


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_page_stands_in_russian_too(
    open_window: Callable[..., Page], world: World, check_page: CheckPage, name: str
) -> None:
    page = open_window(locale="ru-RU")
    look_at(page, world.url(name), check_page, f"russian-{name}")
    assert page.locator("html").get_attribute("lang") == "ru"


@pytest.mark.parametrize("name", OWN)
def test_a_customer_finds_all_own_pages_in_order(
    page: Page, world: World, sign_in: Callable[[Page, Any], None], check_page: CheckPage, name: str
) -> None:
    sign_in(page, world.customer)
    look_at(page, world.url(name), check_page, f"customer-{name}")


@pytest.mark.parametrize("name", STAFF)
def test_a_representative_finds_all_forms_of_staff_in_order(
    page: Page, world: World, sign_in: Callable[[Page, Any], None], check_page: CheckPage, name: str
) -> None:
    sign_in(page, world.representative)
    look_at(page, world.url(name), check_page, f"staff-{name}")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_visitor_without_scripts_reads_every_public_page(plain_page: Page, world: World, name: str) -> None:
    answer = plain_page.goto(world.url(name))
    assert answer is not None
    assert answer.status == 200
    assert plain_page.locator("h1").count() == 1
