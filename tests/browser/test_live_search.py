"""While a title is typed: earlier topics appear, are announced, and can be answered with or voted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.enums import SearchOutcome
from feedback_community.models import SearchRecord, Topic
from feedback_community.search.indexing import rebuild_index
from tests.core.search.conftest import index_path  # noqa: F401
from tests.factories import make_forum, make_representative, make_topic, make_user

TITLE = "The router loses the connection at night"


@pytest.fixture
def topic(live_server: Any, index_path: Path) -> Topic:  # noqa: F811
    forum = make_forum()
    topic = make_topic(forum, title=TITLE)
    post_official_answer(topic, by=make_representative(forum), body="Update it to version 7.2.")
    rebuild_index()
    return topic


def test_suggestions_appear_without_taking_the_focus(
    page: Page, topic: Topic, sign_in: Callable[[Page, Any], None], check_page: Callable[..., None]
) -> None:
    sign_in(page, make_user("Ann Asker"))
    page.goto(reverse("feedback_community:ask"))
    title = page.locator("input[name=title]")
    title.click()
    page.keyboard.type("conection lost at nig", delay=30)
    line = page.locator(".community-suggestion").first
    expect(line).to_contain_text(TITLE)
    expect(line).to_contain_text("Official answer: Update it to version 7.2.")
    expect(title).to_be_focused()
    expect(title).to_have_value("conection lost at nig")
    expect(page.locator("[role=status][aria-live=polite]").first).to_contain_text("suggestion")
    check_page(page, "live-search-wide")
    line.get_by_role("button", name="Me too").click()
    expect(line.get_by_role("button", name="Me too")).to_have_attribute("aria-pressed", "true")
    line.get_by_role("button", name="This answers me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    assert SearchRecord.objects.get(outcome=SearchOutcome.ANSWERED).clicked_topic == topic


def test_without_scripts_the_same_list_comes_before_posting(
    open_window: Callable[..., Page], topic: Topic, sign_in: Callable[[Page, Any], None]
) -> None:
    page = open_window(java_script_enabled=False)
    sign_in(page, make_user("Ann Asker"))
    page.goto(reverse("feedback_community:ask"))
    expect(page.locator("#community-suggestions")).to_be_hidden()  # No empty frame.
    page.fill("input[name=title]", "Connection of the router is lost")
    page.fill("textarea[name=body]", "Each night.")
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".community-suggestion").first).to_contain_text(TITLE)
    page.get_by_role("button", name="None of these: post mine").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Connection of the router is lost")
    assert SearchRecord.objects.get(outcome=SearchOutcome.ASKED).asked_topic.title.startswith("Connection")
