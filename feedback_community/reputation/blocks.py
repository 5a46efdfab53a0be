"""The leaderboard on any page of the site: a StreamField block, and what the template tag shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site

from feedback_community.permissions.policy import get_policy
from feedback_community.reputation.enums import Period
from feedback_community.reputation.leaderboards import Board, top
from feedback_community.reputation.limits import LEADERBOARD_SIZE, TOP_SIZE
from feedback_community.reputation.printing import print_rows
from feedback_community.web.links import get_links


def leaderboard_context(
    asked: HttpRequest | None, *, period: str, limit: int, forum: str, heading: str
) -> dict[str, Any]:
    """The context of `blocks/leaderboard.html`."""
    period = period if period in Period.values else Period.MONTH.value
    url, query, scope = get_links()["leaderboard"], {"period": period}, 0
    if forum:
        site = Site.find_for_request(asked) if asked else None
        seen = get_policy().access(getattr(asked, "user", None), site).forums if site else {}
        scope = next((row.pk for row in seen.values() if row.slug == forum), -1)
        query["forum"] = forum
    rows = top(Board(period, scope), max(1, min(limit, LEADERBOARD_SIZE))) if scope >= 0 else []
    return {
        "heading": heading,
        "rows": print_rows(rows),
        "url": f"{url}?{urlencode(query)}" if url and rows else "",
    }


class LeaderboardBlock(blocks.StructBlock):
    """The most helpful people of a period."""

    heading = blocks.CharBlock(label=_("Heading"), required=False)
    period = blocks.ChoiceBlock(label=_("Period"), choices=Period.choices, default=Period.MONTH.value)
    forum = blocks.CharBlock(
        label=_("Forum"), required=False, help_text=_("The slug of a forum; empty for all.")
    )
    size = blocks.IntegerBlock(label=_("People"), default=TOP_SIZE, min_value=1, max_value=LEADERBOARD_SIZE)

    class Meta:
        icon = "group"
        label = _("Leaderboard")
        template = "feedback_community_reputation/blocks/leaderboard.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        shown = leaderboard_context(
            context.get("request"),
            period=value.get("period") or Period.MONTH.value,
            limit=value.get("size") or TOP_SIZE,
            forum=value.get("forum") or "",
            heading=value.get("heading") or "",
        )
        return {**context, **shown}
