"""Tags for the staff's pages in the admin, and for admin pages of the host."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy as _

from feedback_community.models import Member
from feedback_community.people import member_of, name_of
from feedback_community.web.person_card import card_for, works_here

register = template.Library()

#: What a key does, by page; `console-keys.js` listens for them.
KEYS: dict[str, tuple[tuple[Any, str], ...]] = {
    "list": (
        (_("Next row"), "j"),
        (_("Previous row"), "k"),
        (_("Next or previous row, once in the list"), "↓ ↑"),
        (_("Open the row"), "Enter"),
        (_("Select the row, or not"), "x"),
    ),
    "decision": (
        (_("Write the reason"), "r"),
        (_("Next post of the list"), "n"),
        (_("Back to the list"), "u"),
    ),
    "bench": (
        (_("Next answer"), "j"),
        (_("Previous answer"), "k"),
        (_("Write an answer"), "r"),
        (_("Next topic of the list"), "n"),
        (_("Back to the list"), "u"),
    ),
}


@register.filter
def person_name(member: Member | None) -> str:
    """The name others see. `member.user` should be fetched already."""
    return name_of(member)


@register.inclusion_tag("feedback_community/wagtail_admin/person_panel.html", takes_context=True)
def community_person_panel(context: Context, user: Any) -> dict[str, Any]:
    """What the community knows of a user, on an admin page of the host; for those who work in a forum."""
    viewer = context["request"].user
    allowed = works_here(viewer)
    return {"card": card_for(member_of(user), viewer=viewer) if allowed else None, "allowed": allowed}


@register.inclusion_tag("feedback_community/wagtail_admin/keys.html")
def community_keys(page: str) -> dict[str, Any]:
    """Keys of a page of the console, as rows of Wagtail's list of shortcuts."""
    return {"keys": KEYS[page]}
