"""The bell: counts, leads to the place, and is quiet again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.enums import StatusKind
from feedback_community.outbox import worker
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user, status


@pytest.fixture
def asker(live_server: Any) -> Any:
    """Somebody whose topic was answered twice while away."""
    forum, asker = make_forum(), make_user("Ann Asker")
    topic = make_topic(forum, author=asker, title="The router restarts at night")
    make_answer(topic, body="Mine does it too, always at two.")
    staff = make_representative(forum)
    post_official_answer(topic, by=staff, body="Fixed in 7.2.", new_status=status(StatusKind.DONE))
    worker.run_once(frozenset({"notifications"}))
    return asker


def test_a_customer_sees_what_is_new_and_reads_it(
    page: Page, asker: Any, sign_in: Callable[[Page, Any], None], check_page: Callable[..., None]
) -> None:
    sign_in(page, asker)
    page.goto(reverse("feedback_community:notifications"))
    count = page.locator(".community-bell-count")
    expect(count).to_have_text("2")
    check_page(page, "bell-wide")
    page.emulate_media(color_scheme="dark")
    check_page(page, "bell-dark")
    page.set_viewport_size({"width": 320, "height": 640})
    check_page(page, "bell-narrow")
    page.set_viewport_size({"width": 1280, "height": 900})
    newest = page.locator(".community-notification").first
    expect(newest).to_contain_text("Official answer by Nora Official")
    newest.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The router restarts at night")
    expect(count).to_have_count(0)
