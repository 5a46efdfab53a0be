"""Asking, answering, voting and managing in a real browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback_community.actions.answers import edit_answer
from feedback_community.actions.topics import edit_topic
from feedback_community.enums import TopicType
from feedback_community.models import Answer, CommunityTag, Topic
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

BODY = "The light blinks **red**.\n\n- I pulled the plug\n- I waited ten minutes"


@pytest.fixture
def forum(live_server: Any) -> Any:
    for name in ("Router", "Outage", "Speed", "TV box"):
        CommunityTag.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    make_forum("Television")
    return make_forum("Internet at home")


def fill_ask(page: Page, forum: Any) -> None:
    page.goto("/community/ask/")
    page.get_by_label("Title").fill("How do I restart the router?")
    page.locator("input[value=problem]").check()
    page.get_by_label("Where does it belong?").select_option(forum.slug)
    page.get_by_label("Details").fill(BODY)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_ask_page(
    open_window: Callable[..., Page], sign_in: Any, check_page: Any, forum: Any, width: int, scheme: str
) -> None:
    page = open_window(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, make_user())
    fill_ask(page, forum)
    page.get_by_text("Tags").first.click()
    check_page(page, f"ask-{width}-{scheme}")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong", has_text="red")).to_be_visible()
    check_page(page, f"ask-preview-{width}-{scheme}")


def test_without_scripts_a_visitor_asks_and_completes_after_login(plain_page: Page, forum: Any) -> None:
    user = make_user()
    fill_ask(plain_page, forum)
    plain_page.get_by_role("button", name="Post", exact=True).click()
    plain_page.wait_for_url("**/accounts/login/**")
    plain_page.fill("[name=username]", user.email)
    plain_page.fill("[name=password]", "password")
    plain_page.locator("[type=submit], button").first.click()
    plain_page.wait_for_url("**/continue/")
    plain_page.get_by_role("button", name="Post it now").click()
    expect(plain_page.get_by_text("Your topic is posted.")).to_be_visible()
    assert Topic.objects.get().author.user == user


def test_a_vote_changes_its_button_in_place(page: Page, sign_in: Any, forum: Any) -> None:
    topic = make_topic(forum)
    sign_in(page, make_user())
    page.goto(topic.get_absolute_url())
    button = page.locator("[data-community-vote] button").first
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_contain_text("1")
    expect(button).to_be_focused()
    assert page.url.endswith(topic.get_absolute_url())
    topic.refresh_from_db()
    assert topic.vote_count == 1
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_following_changes_its_button_in_place(page: Page, sign_in: Any, forum: Any) -> None:
    topic = make_topic(forum)
    sign_in(page, make_user())
    page.goto(topic.get_absolute_url())
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    assert topic.subscriptions.count() == 2


def test_signed_out_a_vote_leads_to_the_login_and_is_completed(
    page: Page, check_page: Any, forum: Any
) -> None:
    topic, user = make_topic(forum), make_user()
    page.goto(topic.get_absolute_url())
    page.locator("[data-community-vote] button").first.click()
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=username]", user.email)
    page.fill("[name=password]", "password")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/continue/")
    check_page(page, "continue")
    page.locator("main form [type=submit], main form button").first.click()
    page.wait_for_url(f"**{topic.get_absolute_url()}*")
    topic.refresh_from_db()
    assert topic.vote_count == 1


def test_what_is_typed_survives_a_reload_and_goes_when_it_is_sent(
    page: Page, sign_in: Any, forum: Any
) -> None:
    topic = make_topic(forum)
    sign_in(page, make_user())
    page.goto(topic.get_absolute_url())
    field = page.get_by_label("Your answer").locator("visible=true").last
    field.fill("Hold the button for ten seconds.")
    page.wait_for_timeout(700)
    page.reload()
    expect(field).to_have_value("Hold the button for ten seconds.")
    field.press("Control+Enter")
    expect(page.get_by_text("Your answer is posted.")).to_be_visible()
    page.goto(topic.get_absolute_url())
    expect(field).to_have_value("")
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("width", [1280, 360])
def test_the_company_answers(
    open_window: Callable[..., Page], sign_in: Any, check_page: Any, forum: Any, width: int
) -> None:
    topic = make_topic(forum, topic_type=TopicType.IDEA, title="A pause button for television")
    make_answer(topic)
    page = open_window(viewport={"width": width, "height": 900})
    sign_in(page, make_representative(forum))
    page.goto(topic.get_absolute_url())
    page.get_by_text("For staff").click()
    check_page(page, f"staff-topic-{width}")
    page.locator("textarea[name=body]").fill("We **plan** it for spring.")
    page.get_by_role("button", name="Answer officially").click()
    expect(page.locator("#preview strong")).to_be_visible()
    page.get_by_label("Status", exact=False).first.select_option(label="Planned")
    check_page(page, f"official-{width}")
    page.get_by_role("button", name="Answer officially").click()
    expect(page.get_by_text("The official answer is posted.")).to_be_visible()
    # The draft was begun under the topic and went with the official answer.
    expect(page.locator("textarea[name=body]")).to_have_value("")
    check_page(page, f"official-posted-{width}")


@pytest.mark.parametrize("act", ["status", "close", "move", "type", "feature", "remove", "edit", "answer"])
def test_the_pages_of_staff(page: Page, sign_in: Any, check_page: Any, forum: Any, act: str) -> None:
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    sign_in(page, make_representative())
    page.goto(f"/community/t/{topic.pk}/{act}/")
    check_page(page, f"act-{act}")


def test_the_history_of_a_text(open_window: Callable[..., Page], check_page: Any, forum: Any) -> None:
    topic = make_topic(forum, body=BODY)
    answer = make_answer(topic, body="Hold the button for five seconds, then let go.")
    author = topic.author.user
    edit_topic(topic, by=author, title="How do I restart the new router?", body=BODY + "\n- I called")
    edit_answer(answer, by=answer.author.user, body="Hold it for ten seconds, then let go.", comment="Longer")
    page = open_window(viewport={"width": 360, "height": 800}, color_scheme="dark")
    page.goto(f"/community/a/{answer.pk}/history/")
    expect(page.locator("ins").first).to_be_visible()
    check_page(page, "history-answer")
    page.goto(f"/community/t/{topic.pk}/history/")
    check_page(page, "history-topic")
