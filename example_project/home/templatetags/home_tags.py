from __future__ import annotations

import re
from typing import Any

from django import template
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.rich_text import expand_db_html

register = template.Library()

MENU_SECONDS = 60
HEADING = re.compile(r"(?=<h2\b)")


def build_menu() -> list[dict[str, str]]:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return []
    home = site.root_page.localized
    return [{"title": page.title, "url": page.get_url()} for page in home.get_children().live().in_menu()]


@register.simple_tag
def site_menu() -> list[dict[str, str]]:
    """The pages shown in menus, remembered for a minute in each language."""
    menu: list[dict[str, str]] = cache.get_or_set(f"veresk:menu:{get_language()}", build_menu, MENU_SECONDS)
    return menu


@register.simple_tag(takes_context=True)
def is_below(context: dict[str, Any], url: str) -> bool:
    """Whether one is in this section of the site."""
    request = context.get("request")
    return request is not None and request.path.startswith(url)


@register.filter
def sections(body: str) -> list[SafeString]:
    """An editor's text, cut before each heading, so that the parts can stand side by side."""
    html = expand_db_html(body)
    return [mark_safe(part) for part in HEADING.split(html) if part.strip()]  # noqa: S308
