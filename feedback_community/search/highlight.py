"""Marks the words that were asked for. Works on plain text, and escapes last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from feedback_community.search import text

#: Characters of a piece of text around the first hits.
SNIPPET = 240
#: Two words are forms of one when they begin alike for so many letters, and so large a part of the longer.
BEGINNING, SHARE = 4, 0.65
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


def highlight(plain: str, words: Sequence[str]) -> SafeString:
    """The text with its hits in <mark>, everything else escaped."""
    pieces = []
    end = 0
    for start, stop in _hits(plain, words):
        pieces += [escape(plain[end:start]), "<mark>", escape(plain[start:stop]), "</mark>"]
        end = stop
    pieces.append(escape(plain[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - each piece of the text is escaped above


def snippet(plain: str, words: Sequence[str], length: int = SNIPPET) -> SafeString:
    """The piece of the text where most of the words stand, highlighted."""
    plain = " ".join(plain.split())
    start = _best_start([hit[0] for hit in _hits(plain, words)], length)
    if start:
        start = plain.rfind(" ", 0, max(1, start - length // 6)) + 1
    piece = plain[start : start + length]
    if start + length < len(plain):
        piece = piece.rsplit(" ", 1)[0]
    before = "… " if start else ""
    after = " …" if start + len(piece) < len(plain) else ""
    return mark_safe(before + highlight(piece, words) + after)  # noqa: S308 - escaped by highlight


def _hits(plain: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    wanted = tuple(words)
    for found in _WORD.finditer(plain):
        if any(is_form_of(text.normalize(found[0]), word) for word in wanted):
            yield found.span()


def is_form_of(word: str, asked: str) -> bool:
    if word == asked:
        return True
    common = 0
    for left, right in zip(word, asked, strict=False):
        if left != right:
            break
        common += 1
    return common >= BEGINNING and common >= SHARE * max(len(word), len(asked))


def _best_start(places: list[int], length: int) -> int:
    """Where a window of this length holds most hits; the first of such."""
    best, most = 0, 0
    for place in places:
        count = sum(place <= other < place + length for other in places)
        if count > most:
            best, most = place, count
    return best
