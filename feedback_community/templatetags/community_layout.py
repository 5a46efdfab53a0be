"""Where the layout puts what belongs into the head: sites name that block differently."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from feedback_community.web.bar import bar_html
from feedback_community.web.elements import head_html, pagination_html
from feedback_community.web.keyset import Page

register = template.Library()

_DONE = "_feedback_community_head"


@register.simple_tag(takes_context=True)
def community_bar(context: Context) -> SafeString:
    """The bar of the community, for the layout."""
    return bar_html(context.flatten(), context.get("request"))


@register.simple_tag(takes_context=True)
def community_head(context: Context) -> SafeString:
    """What machines read of a page: `elements/head.html`."""
    return head_html(context.flatten())


@register.simple_tag
def community_pagination(pager: Page | None) -> SafeString:
    """The way to both sides of a page of rows: `elements/pagination.html`."""
    return pagination_html(pager)


@register.simple_tag(takes_context=True)
def community_block_once(context: Context, name: str) -> SafeString:
    """Render a block of the layout at this place too, unless it stood further up already.

    The layout fills several blocks of the site's template, of which it may have one, two or none.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    rendered_before: dict[str, Any] = context.render_context.setdefault(_DONE, {})  # type: ignore[arg-type,assignment]
    if block is None or name in rendered_before:
        return SafeString("")
    rendered_before[name] = True
    rendered: str = block.render(context)
    return mark_safe(rendered)  # noqa: S308 - a template's own output
