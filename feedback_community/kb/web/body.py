"""The text of an article made ready: anchors on its headings, a table of contents, reading time."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from feedback_community.kb.page_texts import text_of

#: Words that an ordinary reader reads in a minute.
WORDS_A_MINUTE = 200
#: Seconds a rendering is kept: it is found by its content, but addresses of linked pages may change.
KEPT = 600
#: Headings below which a table of contents is longer than the way.
FEW_HEADINGS = 3
_HEADING = re.compile(r"<h([2-4])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    headings: list[Heading] = field(default_factory=list)
    minutes: int = 1

    @property
    def safe(self) -> SafeString:
        """As Wagtail rendered it."""
        return mark_safe(self.html)  # noqa: S308 - the templates of the blocks escape

    @property
    def toc(self) -> list[Heading]:
        return self.headings if len(self.headings) >= FEW_HEADINGS else []


def body_of(page: Any) -> Body:
    """Rendered once for each content and language."""
    key = _key(page, get_language())
    found: Body | None = cache.get(key)
    if found is None:
        found = make_body(str(page.body.render_as_block()), text_of(page))
        cache.set(key, found, KEPT)
    return found


def forget_body(page: Any) -> None:
    """The rendering of this content is in the cache in no language any more."""
    cache.delete_many([_key(page, code) for code, _name in settings.LANGUAGES])


def _key(page: Any, language: str | None) -> str:
    raw = json.dumps(list(page.body.raw_data), cls=DjangoJSONEncoder, sort_keys=True)
    digest = hashlib.sha256(raw.encode()).hexdigest()
    return f"feedback_community_kb.body.{page.pk}.{language}.{digest}"


def make_body(html: str, text: str) -> Body:
    headings: list[Heading] = []
    taken: set[str] = set()

    def anchored(match: re.Match[str]) -> str:
        level, attributes, inside = match.groups()
        title = unescape(strip_tags(inside)).strip()
        if not title:
            return match[0]
        anchor = _free(slugify(title, allow_unicode=True) or "part", taken)
        headings.append(Heading(int(level), anchor, title))
        return f'<h{level} id="{anchor}"{attributes}>{inside}</h{level}>'

    made = _HEADING.sub(anchored, html)
    return Body(made, headings, max(1, round(len(text.split()) / WORDS_A_MINUTE)))


def _free(wanted: str, taken: set[str]) -> str:
    """Anchors share the page with those of the layout, hence the letter before them."""
    anchor, number = f"s-{wanted}"[:80], 1
    while anchor in taken:
        number += 1
        anchor = f"s-{wanted}"[:76] + f"-{number}"
    taken.add(anchor)
    return anchor
