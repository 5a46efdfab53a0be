"""What changed between two texts, word by word, for people to read. Plain values: templates escape them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
#: Pairs of words compared at most in one changed passage; beyond, the passage is shown as replaced.
_PAIRS = 400_000
_WORD = re.compile(r"\w")
#: Share of a passage that must have stayed; with less it is easier read as replaced.
_KEPT = 0.3


@dataclass(frozen=True)
class Piece:
    """A run of text; `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Pieces in reading order. Lines are compared first, so that a long text stays cheap."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for kind, left, right in _blocks(old, new):
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[left])))
        else:
            pieces += _compare_words("".join(old[left]), "".join(new[right]))
    return _joined(pieces)


def _compare_words(before: str, after: str) -> list[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _PAIRS:
        return [Piece("removed", before), Piece("added", after)]
    runs = [
        (kind == "equal", "".join(old[left]), "".join(new[right])) for kind, left, right in _blocks(old, new)
    ]
    kept = sum(len(text) for is_same, text, _same in runs if is_same and _WORD.search(text))
    if kept < _KEPT * min(len(before), len(after)):
        return [Piece("removed", before), Piece("added", after)]
    return _readable(runs)


def _readable(runs: list[tuple[bool, str, str]]) -> list[Piece]:
    """Words that changed one after another are one change, with the spaces and signs between them."""
    pieces: list[Piece] = []
    removed = added = ""
    for place, (is_same, left, right) in enumerate(runs):
        if is_same and (_WORD.search(left) or not (removed or added) or place == len(runs) - 1):
            pieces += [Piece("removed", removed), Piece("added", added), Piece("same", left)]
            removed = added = ""
        else:
            removed, added = removed + left, added + right
    return [*pieces, Piece("removed", removed), Piece("added", added)]


def _blocks(old: list[str], new: list[str]) -> list[tuple[str, slice, slice]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(kind, slice(a, b), slice(c, d)) for kind, a, b, c, d in matcher.get_opcodes()]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; empty ones left out."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
