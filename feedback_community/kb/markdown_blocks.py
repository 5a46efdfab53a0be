"""Markdown of the community to the blocks of an article."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import nh3
from django.utils.html import strip_tags
from markdown_it.token import Token

from feedback_community.markup.dialect import markdown

#: What the editor of rich text knows; anything else loses its tags and keeps its words.
TAGS = {"p", "br", "hr", "b", "i", "code", "blockquote", "a", "ul", "ol", "li", "h2", "h3", "h4"}
_RENAMED = re.compile(r"(</?)(strong|em)>")
_NAMES = {"strong": "b", "em": "i"}
_PARAGRAPH = re.compile(r"<p>(.+?)</p>", re.DOTALL)

Block = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """A picture of the text: the caller decides whether it is one of ours."""

    source: str
    alt: str


@dataclass
class _Maker:
    blocks: list[Block] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    def flush(self) -> None:
        html = "".join(self.html).strip()
        self.html.clear()
        if html:
            self.add("text", html)

    def add(self, kind: str, value: Any) -> None:
        self.blocks.append({"type": kind, "value": value, "id": str(uuid.uuid4())})


def blocks_of(source: str) -> list[Block]:
    """Headings, lists, quotes and paragraphs as text; code, tables and pictures as their own blocks.

    A picture is a block of type "picture" whose value is a `Picture`: `place_pictures` in the action
    makes an image of it, or a link. What stands amid words comes after them.
    """
    maker = _Maker()
    for part in _parts(markdown.parse(source.replace("\x00", ""))):
        first = part[0]
        if first.type in {"fence", "code_block"}:
            maker.flush()
            maker.add("code", {"language": first.info.strip()[:30], "code": first.content.rstrip("\n")})
        elif first.type == "table_open":
            maker.flush()
            maker.add("table", _table(part))
        else:
            pictures = _take_pictures(part)
            if not pictures or any(_says_something(token) for token in part):
                maker.html.append(rich_text(part))
            for picture in pictures:
                maker.flush()
                maker.add("picture", picture)
    maker.flush()
    return maker.blocks


def lead_of(blocks: Iterable[Block]) -> str:
    """The words of the first paragraph, which says more than a heading and less than the whole."""
    for block in blocks:
        found = _PARAGRAPH.search(block["value"]) if block["type"] == "text" else None
        if found is not None:
            return unescape(strip_tags(found[1])).strip()
    return ""


def rich_text(tokens: Sequence[Token]) -> str:
    """HTML as Wagtail's rich text stores it: h2 to h4, b and i, links with nothing but their address."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(4, int(token.tag[1]) + 1)}"
    html = markdown.renderer.render(list(tokens), markdown.options, {})
    clean = nh3.clean(
        _RENAMED.sub(lambda match: f"{match[1]}{_NAMES[match[2]]}>", html),
        tags=TAGS,
        attributes={"a": {"href"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
    return clean.strip()


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block of the highest level."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        part.append(token)
        depth += token.nesting
        if depth == 0:
            yield part
            part = []


def _take_pictures(part: Sequence[Token]) -> list[Picture]:
    """Out of the tokens, with what was around them alone: a link, or a break of lines."""
    taken: list[Picture] = []
    for token in part:
        children = token.children or []
        found = [child for child in children if child.type == "image"]
        taken += [Picture(str(child.attrGet("src") or ""), child.content) for child in found]
        if found:
            rest = [child for child in children if child.type != "image"]
            token.children = rest if any(child.content.strip() for child in rest) else []
    return taken


def _says_something(token: Token) -> bool:
    return bool(token.children) or token.type in {"hr", "fence", "code_block", "html_block"}


def _table(part: Sequence[Token]) -> dict[str, Any]:
    """A table as the typed table block stores it."""
    rows: list[list[str]] = []
    for token in part:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_cell(token))
    head, *body = rows
    return {
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": (row + [""] * len(head))[: len(head)]} for row in body],
        "caption": "",
    }


def _cell(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.content)
