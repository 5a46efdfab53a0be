"""Elements that stand on most pages, printed into the skeletons of their templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from feedback_community.web.keyset import Page
from feedback_community.web.skeleton import print_into, slot

HEAD = "feedback_community/elements/head.html"
PAGINATION = "feedback_community/elements/pagination.html"
#: What a page says of itself to machines.
HEAD_SLOTS = (
    *("origin", "canonical", "robots", "community_name"),
    *("og_type", "page_title", "description", "feed_url"),
)


class Ways(NamedTuple):
    """The ways out of a page of rows, as slots; "" for one that is not there."""

    previous_url: str = ""
    next_url: str = ""
    first_url: str = ""
    previous_label: str = ""
    next_label: str = ""
    first_label: str = ""


def ways_of(page: Page | None) -> tuple[Ways, dict[str, str]]:
    """The slots and what stands in them."""
    values = {name: getattr(page, name) for name in Ways._fields} if page is not None else {}
    return Ways(**{name: slot(name) for name, value in values.items() if value}), values


def head_html(context: Mapping[Any, Any]) -> SafeString:
    ways, values = ways_of(context.get("pager") or None)
    return print_into(HEAD, {**values, **{name: context.get(name) for name in HEAD_SLOTS}}, pager=ways)


def pagination_html(page: Page | None) -> SafeString:
    ways, values = ways_of(page or None)
    return (
        print_into(PAGINATION, values, pager=ways) if ways.previous_url or ways.next_url else SafeString("")
    )
