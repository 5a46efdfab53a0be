"""Tags of our templates, and those with which a host shows the community on its own pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.db.models import Model
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feedback_community.web import icons, times
from feedback_community.web.discussions import discussions_about
from feedback_community.web.sites import site_for

register = template.Library()


@register.simple_tag
def community_icon(name: str, extra: str = "") -> SafeString:
    """`{% community_icon "check" %}`: an icon of the sprite; the words stand beside it."""
    return icons.icon(name, extra)


@register.simple_tag
def community_time(moment: datetime) -> SafeString:
    """`{% community_time moment %}`: "3 days ago", the date once that is clearer; in full as its title."""
    words = times.ago(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), times.full(moment), words
    )


@register.inclusion_tag("feedback_community/discussions.html", takes_context=True)
def community_discussions(context: Context, target: Model, limit: int = 5) -> dict[str, Any]:
    """`{% community_discussions page %}`: discussions about a page or object, and a way to open one.

    Needs `request` in the context. Shows what this visitor may see.
    """
    request = context.get("request")
    site = site_for(request)
    if request is None or site is None or target.pk is None:
        return {}
    return discussions_about(target, user=request.user, site=site, limit=limit)
