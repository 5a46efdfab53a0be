"""The knowledge base in a browser: pages at three widths, without scripts, and the panel of the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Page, expect

from feedback_community.kb.models import ArticleRecord, ArticleReview, HelpfulVote
from tests.browser.conftest import STANDARD
from tests.factories import make_forum, make_topic

if not apps.is_installed("feedback_community.kb"):
    pytest.skip("the project has no knowledge base", allow_module_level=True)

from tests.kb.making import make_article, make_editor, make_section, publish_again

WIDTHS = (1280, 800, 375)
BODY = [
    ("text", "<h2>Before you begin</h2><p>Find the button.</p><h2>Restart</h2><p>Hold it.</p>"),
    ("steps", [{"title": "Press", "text": "<p>For ten seconds.</p>"}, {"title": "", "text": "<p>Wait.</p>"}]),
    ("callout", {"kind": "warning", "text": "<p>Calls end.</p>"}),
    ("code", {"language": "shell", "code": "ping -c 4 example.org # a line that is longer than a telephone"}),
    ("text", "<h2>After that</h2><p>The lamp is green.</p>"),
]

CheckPage = Callable[..., None]


@pytest.fixture
def article(live_server: Any) -> Any:
    section = make_section(title="Routers", intro="All about the box with the lamps.")
    make_article(section=section, title="Choose a channel")
    page = make_article(section=section, title="Restart the router", summary="Ten seconds.", body=BODY)
    topic = make_topic(make_forum(), title="The lamp is red")
    ArticleRecord.objects.get(page=page.pk).source_rows.create(topic=topic, title=topic.title)
    changed = [("text", "<h2>Restart</h2><p>Hold it for <b>long</b>.</p>"), *BODY[1:]]
    return publish_again(page, body=changed, change_note="How long to hold it")


@pytest.mark.parametrize(
    "path",
    ["", "v/", "v/1/", "v/compare/?a=1&b=2", "v/compare/?a=1&b=2&view=inline&all=1", "../", "../../"],
)
def test_a_reader_finds_every_page_in_order(
    page: Page, article: Any, check_page: CheckPage, path: str
) -> None:
    answer = page.goto(f"{article.url}{path}")
    assert answer is not None and answer.status == 200
    name = path.strip("./?").replace("/", "-").replace("?", "-").replace("&", "-") or f"up{len(path)}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check_page(page, f"kb-{name}-{width}")
    page.emulate_media(color_scheme="dark")
    check_page(page, f"kb-{name}-dark")


def test_an_article_is_read_and_voted_on_without_scripts(plain_page: Page, article: Any) -> None:
    page = plain_page
    page.goto(article.url)
    expect(page.get_by_role("heading", name="Restart the router")).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("What was the trouble?")).to_be_visible()
    assert HelpfulVote.objects.get().is_helpful is False
    page.get_by_role("link", name="what changed").click()
    expect(page.get_by_text("How long to hold it")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 800])
def test_the_editor_has_our_panel_and_verifies_in_one_press(
    page: Page, article: Any, sign_in: Callable[[Page, Any], None], width: int
) -> None:
    editor = make_editor("verify_article", "promote_topic")
    ArticleReview.objects.update(verified_by=None)
    sign_in(page, editor)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    page.get_by_role("button", name="Toggle what the community says").click()
    panel = page.locator("[data-side-panel='community']")
    expect(panel.get_by_text("Source topics")).to_be_visible()
    expect(panel.get_by_role("link", name="The lamp is red")).to_be_visible()
    found = Axe().run(
        page,
        context="[data-side-panel='community']",
        options={"runOnly": {"type": "tag", "values": STANDARD}},
    )
    assert found.violations_count == 0, found.generate_report()
    panel.get_by_role("button", name="Still true: verify").click()
    expect(page.get_by_text("The article is verified.")).to_be_visible()
    assert ArticleReview.objects.get(article__page=article.pk).verified_by is not None
