"""The bell for the host's own header: `{% load feedback_community_bell %}{% community_bell %}`."""

from __future__ import annotations

from typing import Any

from django import template

from feedback_community.web.bell import bell_for

register = template.Library()


@register.inclusion_tag("feedback_community/elements/host_bell.html", takes_context=True)
def community_bell(context: template.Context) -> dict[str, Any]:
    """A link with the number of unread notifications; nothing for visitors."""
    return {"bell": bell_for(context.get("request"))}


@register.simple_tag(takes_context=True)
def community_unread(context: template.Context) -> str:
    """The number alone: "3", "9+", or "" when nothing is new."""
    bell = bell_for(context.get("request"))
    return bell.shown if bell is not None else ""
