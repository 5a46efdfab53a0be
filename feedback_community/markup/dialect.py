"""Our Markdown: CommonMark with tables, strikethrough, bare links and mentions; pictures become links."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from feedback_community import limits

MENTION = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?)")


def _mention_rule(state: StateInline, silent: bool) -> bool:
    """`@handle` after a break or punctuation, not inside a link, is a mention."""
    position = state.pos
    if state.src[position] != "@" or state.linkLevel:
        return False
    if position and (state.src[position - 1].isalnum() or state.src[position - 1] in "@/._-+"):
        return False
    match = MENTION.match(state.src, position)
    if match is None or state.src[match.end() : match.end() + 1] == "@":
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _render_mention(self: object, tokens: list[Token], index: int, options: object, env: object) -> str:
    token = tokens[index]
    person = token.meta.get("person")
    if person is None:
        return f"@{escape(token.content)}"
    return f'<a class="community-mention" href="{escape(person.url)}">@{escape(person.name)}</a>'


def _render_image(self: object, tokens: list[Token], index: int, options: object, env: object) -> str:
    # No request to a third party from a reader's browser: a foreign picture is shown as a link.
    token = tokens[index]
    file = token.meta.get("file")
    if file is not None:
        return str(file.picture(token.content))
    source = escape(str(token.attrGet("src") or ""))
    return f'<a href="{source}" rel="nofollow ugc noopener">{escape(token.content or str(source))}</a>'


def _wrap(name: str, opening: bool) -> Callable[..., str]:
    """A table scrolls inside its own box, reachable by keyboard, so that the page never does."""

    def render(self: object, tokens: list[Token], index: int, options: object, env: object) -> str:
        return f'<div class="community-scroll" tabindex="0"><{name}>\n' if opening else f"</{name}></div>\n"

    return render


def _make() -> MarkdownIt:
    options = {"html": False, "linkify": True, "maxNesting": limits.BODY_NESTING + 5}
    markdown = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "linkify"])
    markdown.inline.ruler.before("link", "mention", _mention_rule)
    # The text rule swallows plain runs; it must stop at "@" for the rule above to be asked.
    markdown.inline.ruler.at("text", _text_rule)
    markdown.add_render_rule("mention", _render_mention)
    markdown.add_render_rule("image", _render_image)
    markdown.add_render_rule("table_open", _wrap("table", True))
    markdown.add_render_rule("table_close", _wrap("table", False))
    return markdown


_STOP = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]")


def _text_rule(state: StateInline, silent: bool) -> bool:
    match = _STOP.search(state.src, state.pos)
    end = match.start() if match else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


markdown = _make()
