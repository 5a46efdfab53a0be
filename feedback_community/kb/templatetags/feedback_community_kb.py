"""Articles on any page of the site: `{% load feedback_community_kb %}{% community_articles %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from feedback_community.kb.web.lists import SHORT
from feedback_community.kb.web.shelf import render_articles

register = template.Library()


@register.simple_tag(takes_context=True)
def community_articles(
    context: template.Context,
    section: Any = None,
    order: str = "helpful",
    count: int = SHORT,
    title: str = "",
) -> SafeString:
    """A list of links. `section`: a knowledge base or a section, else the whole site; `order`: "helpful",
    "updated" or "tree". Prints nothing where there is nothing that this reader may see."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    return render_articles(request, root=section, order=order, count=count, title=title)
