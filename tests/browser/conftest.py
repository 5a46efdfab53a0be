"""A real Chromium against a live server: what people see, with and without scripts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

# Playwright keeps an event loop in this thread, and Django would refuse the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

SignIn = Callable[[Page, Any], None]


#: A window that closes cuts what it was still loading; the server's thread then ends late, and finds the
#: test's connection taken back. What goes wrong inside a request is answered with 500 and seen.
CUT_OFF = "ignore:Exception in thread .*process_request_thread:pytest.PytestUnhandledThreadExceptionWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(CUT_OFF))


def find_chromium() -> str | None:
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next((path for path in found if path), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium: install it, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """A browser window, and what its console complained about meanwhile."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda problem: self.complaints.append(f"script: {problem}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        # An error page that a test asks for is a complaint of the console, not of ours.
        if message.type in {"error", "warning"} and "the server responded with" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def open_window(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`open_window(**context options) -> Page`; the test fails if a console complains (CSP, scripts)."""
    visitors: list[Visitor] = []

    def open_one(**options: Any) -> Page:
        options = {"viewport": WIDE, "locale": "en-GB", "base_url": live_server.url, **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
        visitors.append(Visitor(context))
        return visitors[-1].page

    yield open_one
    for visitor in visitors:
        visitor.page.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.fixture
def page(open_window: Callable[..., Page]) -> Page:
    return open_window()


@pytest.fixture
def narrow_page(open_window: Callable[..., Page]) -> Page:
    return open_window(viewport=NARROW)


@pytest.fixture
def plain_page(open_window: Callable[..., Page]) -> Page:
    """The same site without JavaScript."""
    return open_window(java_script_enabled=False)


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    def sign_in_as(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )

    return sign_in_as


@pytest.fixture
def check_page(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page], None]:
    """Accessible by axe's rules for WCAG 2.2 AA, and never wider than the window. Keeps a picture
    in the folder named by SCREENSHOTS, if it is set."""

    def check(page: Page, name: str = "") -> None:
        folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name or request.node.name}.png", full_page=True)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}})
        assert found.violations_count == 0, found.generate_report()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert page.viewport_size is not None
        assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"

    return check
