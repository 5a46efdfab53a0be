"""Takes the pictures of the documentation anew, from a fresh demo that is running.

    make demo
    python docs/take_pictures.py [http://127.0.0.1:8000] [name ...]

Needs Playwright (extra "test") and a Chromium; CHROMIUM names it where it is not found.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "_static" / "screenshots"
PASSWORD = "demo"
EDITOR, MODERATOR, CUSTOMER = "kaisa@veresk.example", "admin@veresk.example", "priya@example.com"
ARTICLE = "Restart your router the right way"


def nothing(page: Page) -> None:
    pass


@dataclass(frozen=True)
class Picture:
    """`then` is done on the page before it is taken."""

    path: str
    who: str = ""
    then: Callable[[Page], None] = nothing
    height: int = 860


def ask(page: Page) -> None:
    page.get_by_label("Title").press_sequentially("internet slow in the evening", delay=30)
    page.get_by_text("Was this asked before?").wait_for()


def open_topic(page: Page) -> None:
    page.get_by_role("link", name="Speed drops every night after 8 pm").first.click()


def open_article(page: Page) -> None:
    page.get_by_role("link", name=ARTICLE).first.click()


def open_history(page: Page) -> None:
    open_article(page)
    page.get_by_role("link", name="what changed").first.click()


def compare(page: Page) -> None:
    open_history(page)
    page.locator("input[name=a]").last.check()
    page.get_by_role("button", name="Compare").click()


def open_editor(page: Page) -> None:
    page.get_by_role("link", name=ARTICLE).first.click()
    page.get_by_role("button", name="Toggle what the community says").wait_for()


def open_panel(page: Page) -> None:
    open_editor(page)
    page.get_by_role("button", name="Toggle what the community says").click()


def choose_two(page: Page) -> None:
    for box in page.locator("tbody input[type=checkbox]").all()[:2]:
        box.check()


def write(page: Page) -> None:
    page.get_by_role("link", name="Write article").first.click()


PICTURES = {
    "home": Picture("/community/", height=900),
    "ask": Picture("/community/ask/", CUSTOMER, ask, height=900),
    "topic": Picture("/community/topics/", "", open_topic, height=1180),
    "moderation-queue": Picture("/admin/community/moderation/", MODERATOR, height=900),
    "kb-home": Picture("/knowledge-base/"),
    "kb-article": Picture("/knowledge-base/", "", open_article),
    "kb-versions": Picture("/knowledge-base/", "", open_history),
    "kb-compare": Picture("/knowledge-base/", "", compare),
    "kb-editor": Picture("/admin/community/kb/due/", EDITOR, open_editor),
    "kb-panel": Picture("/admin/community/kb/due/", EDITOR, open_panel),
    "kb-due": Picture("/admin/community/kb/due/", EDITOR, choose_two),
    "kb-gaps": Picture("/admin/community/kb/gaps/", EDITOR),
    "kb-write": Picture("/admin/community/kb/gaps/", EDITOR, write),
}


def sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("#id_username", who)
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_load_state()


def take(browser: Browser, base: str, name: str, picture: Picture) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": picture.height}, locale="en", reduced_motion="reduce"
    )
    page = context.new_page()
    if picture.who:
        sign_in(page, base, picture.who)
    page.goto(f"{base}{picture.path}")
    picture.then(page)
    page.wait_for_load_state("networkidle")
    # Wagtail moves its menus and panels into place.
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()
    print(name)


def main(base: str = "http://127.0.0.1:8000", *names: str) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in names or PICTURES:
            take(browser, base.rstrip("/"), name, PICTURES[name])
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
