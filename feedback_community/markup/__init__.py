"""Customer text (Markdown) to safe HTML, and to plain text for mails, lists and the index.

Rendered once, when the text is saved; pages only print. markdown-it-py never lets raw HTML through,
nh3 is the second wall. What is too long or too deep is refused with a message, never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it.token import Token

from feedback_community import limits
from feedback_community.exceptions import ContentRejected
from feedback_community.markup.dialect import markdown
from feedback_community.markup.files import File, dress_files, file_list, is_ours, uid_of

#: Stored beside every rendered text; raise it when the output changes, and old rows are rendered anew.
RENDERER_VERSION = 1

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "a", "span", "div"),
    *("ul", "ol", "li", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    "img",
}
ATTRIBUTES = {
    "a": {"href", "title", "class", "rel"},
    "ol": {"start"},
    "code": {"class"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "th": {"class"},
    "td": {"class"},
    "img": {"src", "alt", "width", "height", "loading"},
}


@dataclass(frozen=True)
class Person:
    """A mentioned person: where the mention leads, and the name shown."""

    url: str
    name: str


@dataclass(frozen=True)
class Rendered:
    """A text made ready. `text` is plain; `handles` are lower-cased, in order, without repeats."""

    html: str
    text: str
    handles: tuple[str, ...]

    @property
    def excerpt(self) -> str:
        """The first words, whole, at most `limits.EXCERPT_LENGTH` characters."""
        return shorten(self.text, limits.EXCERPT_LENGTH)


def shorten(text: str, length: int) -> str:
    """The first whole words of a text in one line, with an ellipsis where something follows."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    return head.rsplit(" ", 1)[0].rstrip(" ,.;:-") + "…"


def extract_handles(source: str) -> tuple[str, ...]:
    """Handles mentioned outside code and links, lower-cased."""
    return _handles(_parse(source))


def extract_files(source: str) -> tuple[str, ...]:
    """Uids of the attachments that the text shows, in order, without repeats."""
    return tuple(dict.fromkeys(uid for token in _walk(_parse(source)) if (uid := uid_of(token))))


def render_markup(
    source: str, *, people: Mapping[str, Person] | None = None, files: Mapping[str, File] | None = None
) -> Rendered:
    """Render Markdown.

    `people` maps lower-cased handles to those who may be mentioned; another "@word" stays text. `files` are
    the attachments by uid; those that the text does not show are listed below it.
    Raises ContentRejected with a translated message when a limit of `limits.py` is passed.
    """
    check_size(source)
    tokens = _parse(source)
    _check_tokens(tokens)
    _dress(tokens, people or {})
    files = files or {}
    shown = dress_files(_walk(tokens), files)
    # Long code scrolls in its own box, so the keyboard must reach it. A typed "<pre>" is escaped by now.
    html = markdown.renderer.render(tokens, markdown.options, {}).replace("<pre>", '<pre tabindex="0">')
    if len(html) > limits.BODY_EXPANSION * len(source) + 4_000:
        raise ContentRejected(
            _("This text would become far too large when shown. Please use smaller tables.")
        )
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=is_ours({files[uid].small for uid in shown}),
    )
    clean += file_list(file for uid, file in files.items() if uid not in shown)
    return Rendered(html=clean, text=_plain(tokens), handles=_handles(tokens))


def check_size(source: str) -> None:
    """Refuse a text before anything expensive looks at it. Raises ContentRejected."""
    if not source.strip():
        raise ContentRejected(_("Please write something."))
    if len(source) > limits.BODY_LENGTH:
        raise ContentRejected(
            _("This text has %(length)d characters; %(limit)d are allowed.")
            % {"length": len(source), "limit": limits.BODY_LENGTH}
        )
    if source.count("[") > limits.BODY_BRACKETS:
        raise ContentRejected(_("This text has too many square brackets. Please put it into a code block."))


def _parse(source: str) -> list[Token]:
    return markdown.parse(source.replace("\x00", ""))


def _walk(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from token.children


def _check_tokens(tokens: list[Token]) -> None:
    if max((token.level for token in tokens), default=0) > limits.BODY_NESTING:
        raise ContentRejected(_("Lists and quotes are nested too deeply here. Please flatten them."))
    linking = (token for token in _walk(tokens) if token.type in {"link_open", "image"})
    links = sum(1 for token in linking if not uid_of(token))
    if links > limits.BODY_LINKS:
        raise ContentRejected(
            ngettext(
                "At most %(limit)d link is allowed.",
                "At most %(limit)d links are allowed.",
                limits.BODY_LINKS,
            )
            % {"limit": limits.BODY_LINKS}
        )
    if len(_handles(tokens)) > limits.BODY_MENTIONS:
        raise ContentRejected(
            ngettext(
                "At most %(limit)d person can be mentioned.",
                "At most %(limit)d people can be mentioned.",
                limits.BODY_MENTIONS,
            )
            % {"limit": limits.BODY_MENTIONS}
        )


def _handles(tokens: list[Token]) -> tuple[str, ...]:
    found = (token.content.lower() for token in _walk(tokens) if token.type == "mention")
    return tuple(dict.fromkeys(found))


def _dress(tokens: list[Token], people: Mapping[str, Person]) -> None:
    """Give tokens what the renderer prints: mention targets, link attributes, safe heading levels."""
    for token in _walk(tokens):
        if token.type == "mention":
            token.meta["person"] = people.get(token.content.lower())
        elif token.type == "link_open":
            token.attrSet("rel", "nofollow ugc noopener")
        elif token.type in {"heading_open", "heading_close"}:
            # The page owns h1 and h2; a customer's "# Title" must not break its outline.
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type in {"th_open", "td_open"}:
            align = re.search(r"text-align:(\w+)", str(token.attrs.pop("style", "")))
            if align:
                token.attrSet("class", f"community-align-{align[1]}")


def _plain(tokens: list[Token]) -> str:
    """Plain text: blocks on lines of their own, link texts without addresses."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append("".join(_plain_inline(child) for child in token.children or []))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.rstrip("\n"))
    return "\n".join(line for line in lines if line.strip())


def _plain_inline(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "mention":
        return f"@{token.content}"
    return token.content if token.type in {"text", "code_inline", "text_special", "image"} else ""
