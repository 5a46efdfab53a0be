"""`{% load feedback_community_reputation %}{% community_leaderboard period="month" limit=10 %}`."""

from __future__ import annotations

from typing import Any

from django import template

from feedback_community.reputation.blocks import leaderboard_context
from feedback_community.reputation.limits import TOP_SIZE

register = template.Library()


@register.inclusion_tag("feedback_community_reputation/blocks/leaderboard.html", takes_context=True)
def community_leaderboard(
    context: template.Context,
    period: str = "month",
    limit: int = TOP_SIZE,
    forum: str = "",
    heading: str = "",
) -> dict[str, Any]:
    """The first of a leaderboard; `forum` is a slug. A forum that this visitor does not see shows nothing."""
    return leaderboard_context(
        context.get("request"), period=period, limit=limit, forum=forum, heading=heading
    )
