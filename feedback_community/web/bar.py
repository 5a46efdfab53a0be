"""The bar at the top of every page, printed into the skeleton of `elements/bar.html`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString

from feedback_community.web.bell import bell_for
from feedback_community.web.links import get_links
from feedback_community.web.skeleton import fill, skeleton

TEMPLATE = "feedback_community/elements/bar.html"


class Entry(NamedTuple):
    """What another app has put into the bar."""

    label: str
    url: str
    icon: str
    section: str


def bar_html(layout: Mapping[Any, Any], request: HttpRequest | None) -> SafeString:
    """`layout` holds what `CommunityView.layout()` gives and the page has added to it."""
    bell = bell_for(request) if layout.get("member") else None
    query = str(layout.get("ask_query") or "")
    shape = {
        "links": get_links(),
        "section": layout.get("section", ""),
        "community_name": str(layout.get("community_name", "")),
        "bar_items": tuple(
            Entry(str(item.label), item.url, item.icon, item.section) for item in layout.get("bar_items", ())
        ),
        "member": bool(layout.get("member")),
        "unread": bell.shown if bell is not None else "",
        "has_query": bool(query),
    }
    return fill(skeleton(TEMPLATE, ("ask_query",), **shape), {"ask_query": escape(query)})
