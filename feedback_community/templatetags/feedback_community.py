"""Tags of our templates, and those with which a host shows the community on its own pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from feedback_community.web import icons

register = template.Library()


@register.simple_tag
def community_icon(name: str, extra: str = "") -> SafeString:
    """`{% community_icon "check" %}`: an icon of the sprite; the words stand beside it."""
    return icons.icon(name, extra)
