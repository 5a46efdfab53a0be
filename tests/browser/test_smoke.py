from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import make_user


def test_the_hosts_login_page_stands_and_signs_in(page: Page, check_page: Callable[[Page], None]) -> None:
    user = make_user("Maria Lind")
    page.goto("/accounts/login/?next=/accounts/login/")
    check_page(page)
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button").click()
    assert any(cookie["name"] == "sessionid" for cookie in page.context.cookies())


def test_a_signed_in_window_is_known_to_the_site(
    plain_page: Page, sign_in: Callable[[Page, object], None]
) -> None:
    user = make_user("Maria Lind", is_staff=True, is_superuser=True)
    sign_in(plain_page, user)
    plain_page.goto("/admin/")
    expect(plain_page).to_have_title("Dashboard - Wagtail")
