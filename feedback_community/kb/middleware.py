"""Optional: spares the queries with which Wagtail walks from the site's home page down to an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.views import serve

from feedback_community.kb.web.routing import route_to_article


class StraightToArticles:
    """Finds an article by its address. Everything else, and what is not there, is left to Wagtail.

    A page above the knowledge base that routes in a way of its own is not asked: such a site leaves this out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> None:
        if view is not serve or hasattr(request, "_wagtail_route_for_request"):
            return
        try:
            found = route_to_article(request, kwargs.get("path", args[0] if args else ""))
        except Http404:
            return
        if found is not None:
            request._wagtail_route_for_request = found  # type: ignore[attr-defined]
