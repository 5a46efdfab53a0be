"""The work that is asked of somebody new, in a real browser: nobody sees it, and the post appears."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from feedback_community.enums import HoldReason
from feedback_community.models import Answer, GuestProof, ModerationItem, Topic
from feedback_community.notifications.proofs import make_token
from tests.browser.conftest import SignIn
from tests.factories import make_forum, make_topic, make_user


@pytest.fixture(autouse=True)
def much_work(settings: Any) -> None:
    own = getattr(settings, "FEEDBACK_COMMUNITY", {})
    settings.FEEDBACK_COMMUNITY = {**own, "PROOF_OF_WORK": 200_000, "FORM_MIN_SECONDS": 0}


@pytest.fixture
def topic(live_server: Any) -> Topic:
    return make_topic(make_forum(guests_post=True), title="The router blinks")


def answer_at_once(page: Page, topic: Topic) -> None:
    """Quicker than the work can be done: sending waits for it."""
    page.goto(topic.get_absolute_url())
    page.fill("#id_body", "Hold the button for ten seconds.")
    page.get_by_role("button", name="Post the answer").click()


def test_a_guest_posts_after_some_work(page: Page, topic: Topic) -> None:
    answer_at_once(page, topic)
    page.fill("input[name=name]", "Gina")
    page.fill("input[name=email]", "gina@example.com")
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_url(re.compile("sent=1"))
    page.goto(f"/community/guest/{make_token(GuestProof.objects.get())}/")
    page.locator("button.community-button-main").click()
    page.wait_for_url(re.compile(r"/t/"))
    assert Answer.objects.get().is_published


def test_a_new_member_is_not_held_up(page: Page, topic: Topic, sign_in: SignIn) -> None:
    sign_in(page, make_user("Nina New"))
    answer_at_once(page, topic)
    page.get_by_text("Your answer is posted.").wait_for()
    assert Answer.objects.get().is_published


def test_work_goes_along_with_a_preview(page: Page, sign_in: SignIn) -> None:
    make_forum()
    sign_in(page, make_user("Nina New"))
    page.goto("/community/ask/")
    page.fill("input[name=title]", "My router blinks red")
    page.fill("textarea[name=body]", "Since yesterday.")
    page.locator("input[name=work]:not([value=''])").wait_for(state="attached", timeout=5_000)
    work = page.locator("input[name=work]").input_value()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Post").first.wait_for()
    assert page.locator("input[name=work]").input_value() == work


def test_without_scripts_it_waits(plain_page: Page, topic: Topic, sign_in: Callable[..., None]) -> None:
    sign_in(plain_page, make_user("Nina New"))
    answer_at_once(plain_page, topic)
    plain_page.get_by_text("appears as soon as it has been read").wait_for()
    assert ModerationItem.objects.get().reason == HoldReason.FORM
