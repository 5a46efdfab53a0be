"""What search engines read of an article."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from feedback_community.kb.documents import EXCERPT
from feedback_community.kb.page_texts import text_of
from feedback_community.markup import shorten
from feedback_community.web.structured import ESCAPES


def json_ld(page: Any, *, crumbs: Sequence[Any], publisher: str, url: str) -> SafeString:
    """The body of `<script type="application/ld+json">`. Only for articles that everybody may read."""
    # A host's own base of all pages need not have a description.
    said = getattr(page, "search_description", "") or page.summary
    article = {
        "@type": "TechArticle",
        "headline": page.title,
        "description": said or shorten(text_of(page), EXCERPT),
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": get_language(),
        "datePublished": _moment(page.first_published_at),
        "dateModified": _moment(page.last_published_at),
        "publisher": {"@type": "Organization", "name": publisher},
    }
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": crumb.title, "item": crumb.full_url}
            for place, crumb in enumerate(crumbs, 1)
        ],
    }
    kept = {name: value for name, value in article.items() if value}
    text = json.dumps({"@context": "https://schema.org", "@graph": [kept, trail]}, ensure_ascii=False)
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return mark_safe(text)  # noqa: S308 - escaped for a script element


def _moment(value: Any) -> str:
    return value.isoformat() if value else ""
