"""A short list of articles that stands on a page of the host."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from feedback_community.kb.web.lists import ORDERS, Shelves

#: Articles that such a list has at most.
MOST = 20


def render_articles(
    request: HttpRequest, *, root: Any, order: str, count: int, title: str = ""
) -> SafeString:
    site = Site.find_for_request(request)
    if site is None:
        return SafeString("")
    order = order if order in ORDERS else "helpful"
    below = root if root is not None else site.root_page.localized
    articles = list(Shelves(request.user).articles(below, order)[: max(0, min(int(count), MOST))])
    if not articles:
        return SafeString("")
    context = {"articles": articles, "title": title}
    html = render_to_string("feedback_community_kb/elements/shelf.html", context, request=request)
    return mark_safe(html)  # noqa: S308 - made by our template
