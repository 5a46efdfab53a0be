"""What a reader's page of the knowledge base shows beside its text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from feedback_community.kb.articles import is_article
from feedback_community.kb.models.article import SectionFields
from feedback_community.kb.web.pages import article_context, home_context, section_context


def context_for(page: Any, request: HttpRequest) -> dict[str, Any]:
    if is_article(page):
        return article_context(page, request)
    return section_context(page, request) if isinstance(page, SectionFields) else home_context(page, request)
