"""The console without a mouse: rows, selection, decisions; nothing of it while somebody types."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from feedback_community.enums import ModerationPolicy, Right
from feedback_community.models import ModerationItem
from tests.browser.conftest import SignIn
from tests.core.wagtail_admin.conftest import may_enter
from tests.factories import grant, make_answer, make_forum, make_topic, make_user

QUEUE = "/admin/community/moderation/"


@pytest.fixture
def moderator(live_server: Any) -> Any:
    """Three posts wait, the oldest first."""
    forum = make_forum("Internet", moderation_policy=ModerationPolicy.ALL)
    for word in ("First", "Second", "Third"):
        make_topic(forum, title=f"{word} held post")
    return may_enter(grant(make_user("Mo Derator"), Right.MODERATE, forum=forum))


def title(page: Page, words: str) -> Any:
    return page.get_by_role("link", name=words)


def test_a_queue_is_worked_through_by_keys(
    page: Page, sign_in: SignIn, moderator: Any, check_page: Callable[..., None]
) -> None:
    sign_in(page, moderator)
    page.goto(QUEUE)
    page.keyboard.press("j")
    expect(title(page, "First held post")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(title(page, "Second held post")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-action-num-objects]")).to_contain_text("1")
    check_page(page, "console-keys")
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{QUEUE}\d+/"))
    page.keyboard.press("n")
    page.get_by_role("heading", name="Second held post").first.wait_for()
    page.keyboard.press("r")
    page.keyboard.type("jkxnu?")
    expect(page.locator("textarea[name=reason]")).to_have_value("jkxnu?")
    page.keyboard.press("Tab")
    page.keyboard.press("u")
    page.wait_for_url(re.compile(rf"{QUEUE}$"))
    assert ModerationItem.objects.pending().count() == 3


def test_the_keys_stand_in_wagtails_own_list(
    page: Page, sign_in: SignIn, moderator: Any, check_page: Callable[..., None]
) -> None:
    sign_in(page, moderator)
    page.goto(QUEUE)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("row", name="Select the row, or not")).to_be_visible()
    page.keyboard.press("j")
    expect(title(page, "First held post")).not_to_be_focused()
    check_page(page, "console-keys-dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    expect(title(page, "First held post")).to_be_focused()


def test_searching_and_the_switch_of_the_account_keep_letters_letters(
    page: Page, sign_in: SignIn, moderator: Any
) -> None:
    sign_in(page, moderator)
    page.goto(QUEUE)
    search = page.locator("input[name=q]").first
    search.focus()
    page.keyboard.type("jxk")
    expect(search).to_have_value("jxk")
    UserProfile.objects.update_or_create(user=moderator, defaults={"keyboard_shortcuts": False})
    page.goto(QUEUE)
    page.keyboard.press("j")
    expect(title(page, "First held post")).not_to_be_focused()


def test_the_workbench_goes_from_post_to_post(page: Page, sign_in: SignIn, moderator: Any) -> None:
    topic = make_topic(make_forum("Television"), title="The picture flickers")
    make_answer(topic, body="Pull the plug.")
    sign_in(page, may_enter(grant(make_user("Re Pre"), Right.ANSWER_OFFICIALLY, forum=topic.forum)))
    page.goto("/admin/community/console/?queue=unanswered")
    page.goto(f"/admin/community/topics/inspect/{topic.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".community-post").nth(1)).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#id_answer-body")).to_be_focused()
