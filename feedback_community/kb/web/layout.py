"""The community's layout around a page of Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Site

from feedback_community.web.base import CommunityView


def layout_context(request: HttpRequest, page: Any) -> dict[str, Any]:
    """What `layouts/base.html` prints. Without a site (some previews) very little."""
    view = CommunityView()
    view.setup(request)
    view.section = "knowledge_base"
    context = view.layout() if Site.find_for_request(request) else {}
    return {**context, "page_title": page.title}
