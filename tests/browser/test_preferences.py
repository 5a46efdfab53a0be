"""One's settings of notifications, and a form whose page stood open too long, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from feedback_community.actions.members import ensure_member
from feedback_community.actions.subscriptions import subscribe
from feedback_community.models import Member, Topic
from feedback_community.notifications.bounces import record_bounce
from tests.factories import make_forum, make_topic, make_user


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_settings_of_notifications(
    open_window: Callable[..., Page], sign_in: Any, check_page: Any, width: int, scheme: str
) -> None:
    window = {"width": width, "height": 900}
    page = open_window(viewport=window, color_scheme=scheme)
    person = make_user("Ann Asker")
    for _time in range(2):
        record_bounce(person.email, is_hard=True)
    make_topic(author=person)
    subscribe(make_forum("Television"), by=person)
    sign_in(page, person)
    page.goto("/community/me/notifications/")
    check_page(page, f"preferences-{width}-{scheme}")
    page.get_by_role("group", name="New answer").get_by_label("By e-mail").select_option("weekly")
    page.get_by_role("group", name="New answer").get_by_label("On the site").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    assert Member.objects.get(user=person).preferences == {"email:answer": "weekly", "site:answer": "never"}
    page.goto("/community/subscriptions/")
    check_page(page, f"subscriptions-{width}-{scheme}")
    page.get_by_label("Mails:").first.select_option("daily")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Changed:")).to_be_visible()
    assert ensure_member(person).subscriptions.filter(mail="daily").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_typed_survives_an_old_token(
    open_window: Callable[..., Page], sign_in: Any, scripts: bool
) -> None:
    page = open_window(java_script_enabled=scripts)
    forum = make_forum("Internet at home")
    make_forum("Television")
    sign_in(page, make_user())
    page.goto("/community/ask/")
    page.get_by_label("Title").fill("How do I restart the router?")
    page.get_by_label("Where does it belong?").select_option(forum.slug)
    page.get_by_label("Details").fill("It blinks **red**.")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("nothing is lost")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("How do I restart the router?")
    expect(page.get_by_label("Details")).to_have_value("It blinks **red**.")
    assert Topic.objects.count() == 0
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Your topic is posted.")).to_be_visible()
    assert Topic.objects.get().body == "It blinks **red**."
