"""Files chosen, pasted and dragged in a real browser; and the same form without scripts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback_community.actions.members import ensure_member
from feedback_community.enums import TrustLevel
from feedback_community.models import Answer, Attachment, Member
from tests.factories import make_forum, make_topic, make_user
from tests.files import picture

#: Hands a file to the text as a mouse or the keyboard would.
GIVE = """([name, data, type]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "image/png" }));
  const area = document.querySelector("#community-answer textarea");
  const options = { bubbles: true, cancelable: true };
  area.dispatchEvent(type === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
    : new DragEvent("drop", { ...options, dataTransfer: transfer }));
}"""


def known() -> Any:
    user = make_user("Ann Asker")
    Member.objects.filter(pk=ensure_member(user).pk).update(trust=TrustLevel.KNOWN)
    return user


def sent(name: str, content: bytes | None = None) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/png", "buffer": picture() if content is None else content}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_files_are_pasted_dragged_and_chosen(
    open_window: Callable[..., Page], sign_in: Any, check_page: Any, width: int, scheme: str
) -> None:
    page = open_window(viewport={"width": width, "height": 900}, color_scheme=scheme)
    topic, person = make_topic(make_forum()), known()
    sign_in(page, person)
    page.goto(topic.get_absolute_url())
    area = page.locator("#community-answer textarea")
    area.fill("It looks so:")
    data = base64.b64encode(picture()).decode()
    page.evaluate(GIVE, ["pasted.png", data, "paste"])
    expect(page.locator(".community-attached")).to_have_count(1)
    page.evaluate(GIVE, ["dragged.png", data, "drop"])
    expect(page.locator(".community-attached")).to_have_count(2)
    page.locator("#community-answer input[type=file]").set_input_files([sent("chosen.png")])
    expect(page.locator(".community-attached")).to_have_count(3)
    assert area.input_value().count("![](attachment:") == 2
    page.locator("input[name^=alt_]").first.fill("A red light")
    page.locator("#community-answer input[type=file]").set_input_files([sent("page.png", b"<svg/>")])
    expect(page.get_by_text("page.png: Files of this kind cannot be attached")).to_be_visible()
    expect(page.locator("[data-community-plain]").first).to_be_hidden()
    check_page(page, f"attachments-form-{width}-{scheme}")
    page.get_by_role("button", name="Post the answer").click()
    expect(page.get_by_text("Your answer is posted.")).to_be_visible()
    expect(page.locator(".community-answer .community-prose img")).to_have_count(3)
    expect(page.get_by_alt_text("A red light")).to_be_visible()
    shown = "img => img.complete && img.naturalWidth === 40"
    page.get_by_alt_text("A red light").scroll_into_view_if_needed()
    page.wait_for_function(f"() => ({shown})(document.querySelector('.community-prose img'))")
    check_page(page, f"attachments-shown-{width}-{scheme}")
    assert Attachment.objects.filter(answer=Answer.objects.get()).count() == 3


def test_without_scripts_a_file_is_attached_by_a_button(
    open_window: Callable[..., Page], sign_in: Any
) -> None:
    page = open_window(java_script_enabled=False)
    topic = make_topic(make_forum())
    sign_in(page, known())
    page.goto(topic.get_absolute_url())
    page.locator("#community-answer textarea").fill("It looks so:")
    page.get_by_text("Attach files").click()
    page.get_by_label("Choose files").set_input_files([sent("light.png")])
    page.get_by_label("What does the picture show?").fill("A red light")
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_alt_text("A red light")).to_be_visible()
    page.get_by_role("button", name="Post the answer").click()
    expect(page.get_by_text("Your answer is posted.")).to_be_visible()
    expect(page.locator(".community-answer").get_by_alt_text("A red light")).to_be_visible()
