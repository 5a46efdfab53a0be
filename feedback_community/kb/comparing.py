"""What changed between two versions, for people to read: words in texts, and blocks added, removed and moved.

Plain values; the templates escape them, so that markup in an article is shown and never works.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from feedback_community.kb.content import raw_blocks, streams_of
from feedback_community.kb.kept import Kept
from feedback_community.kb.texts import lines_of
from feedback_community.web.textdiff import Piece, compare

#: Compared under their own heads, or without meaning for a reader.
APART = frozenset({"title", "slug", "translation_key", "show_in_menus"})


@dataclass(frozen=True)
class Part:
    """A block, or a text of its own. `kind` is "same", "changed", "added" or "removed"."""

    label: str
    kind: str
    pieces: list[Piece]
    moved: bool = False

    @property
    def before(self) -> list[Piece]:
        """The pieces of the older text, for the left side."""
        return [piece for piece in self.pieces if piece.kind != "added"]

    @property
    def after(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "removed"]

    @property
    def is_changed(self) -> bool:
        return self.kind != "same" or self.moved


@dataclass(frozen=True)
class Comparison:
    texts: list[Part]
    blocks: list[Part]

    @property
    def is_empty(self) -> bool:
        return not any(part.is_changed for part in (*self.texts, *self.blocks))


@dataclass
class _Block:
    key: str
    kind: str
    label: str
    text: str
    position: int = field(default=-1)


def compare_kept(older: Kept, newer: Kept) -> Comparison:
    model = newer.model_class or older.model_class
    streams = {stream.name: stream for stream in streams_of(model)} if model else {}
    texts = [_text(_("Title"), older.title, newer.title)]
    blocks: list[Part] = []
    names = [*older.content, *(name for name in newer.content if name not in older.content)]
    for name in names:
        left, right = older.content.get(name), newer.content.get(name)
        if name in streams:
            blocks += _compare_streams(streams[name], left, right)
        elif name not in APART and _is_text(left) and _is_text(right):
            texts.append(_text(_label(model, name), str(left or ""), str(right or "")))
    texts.append(_text(_("Section"), older.section.get("title", ""), newer.section.get("title", "")))
    texts.append(_text(_("Sources"), _titles(older), _titles(newer)))
    return Comparison([texts[0], *(part for part in texts[1:] if part.is_changed)], blocks)


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _titles(kept: Kept) -> str:
    return "\n".join(source.get("title", "") for source in kept.sources)


def _label(model: Any, name: str) -> str:
    verbose = str(model._meta.get_field(name).verbose_name) if model and _has(model, name) else name
    return verbose[:1].upper() + verbose[1:]


def _has(model: Any, name: str) -> bool:
    return name in {column.name for column in model._meta.get_fields()}


def _text(label: str, before: str, after: str) -> Part:
    if before == after:
        return Part(label, "same", [Piece("same", after)] if after else [])
    return Part(label, "changed", compare(before, after))


def _compare_streams(stream: StreamField, left: Any, right: Any) -> list[Part]:
    older, newer = _blocks(stream, left), _blocks(stream, right)
    places = {block.key: block for block in older}
    for block in newer:
        match = places.pop(block.key, None) or _same_text(places, block)
        block.position = match.position if match is not None else -1
    kept = {block.position for block in newer if block.position >= 0}
    stable = _in_order([block.position for block in newer if block.position >= 0])
    gone = [block for block in older if block.position not in kept]
    parts: list[Part] = []
    for block in newer:
        if block.position in stable:
            while gone and gone[0].position < block.position:
                parts.append(_removed(gone.pop(0)))
        parts.append(_part(block, older, stable))
    return parts + [_removed(block) for block in gone]


def _blocks(stream: StreamField, value: Any) -> list[_Block]:
    found = []
    for position, raw in enumerate(raw_blocks(value)):
        block = stream.stream_block.child_blocks.get(raw.get("type"))
        label = str(block.label) if block is not None and block.label else str(raw.get("type", ""))
        text = "\n".join(lines_of(block, raw.get("value")))
        key = str(raw.get("id") or f"{position}:{label}")
        found.append(_Block(key, str(raw.get("type")), label, text, position))
    return found


def _same_text(places: Mapping[str, _Block], block: _Block) -> _Block | None:
    """A block that was copied in again has a new id and the same words."""
    for key, other in places.items():
        if other.kind == block.kind and other.text == block.text:
            return places.pop(key)  # type: ignore[attr-defined,no-any-return]
    return None


def _part(block: _Block, older: Sequence[_Block], stable: frozenset[int]) -> Part:
    if block.position < 0:
        return Part(block.label, "added", [Piece("added", block.text)])
    before = older[block.position].text
    moved = block.position not in stable
    if before == block.text:
        return Part(block.label, "same", [Piece("same", before)], moved)
    return Part(block.label, "changed", compare(before, block.text), moved)


def _removed(block: _Block) -> Part:
    return Part(block.label, "removed", [Piece("removed", block.text)])


def _in_order(positions: Sequence[int]) -> frozenset[int]:
    """The longest run of positions that still follow one another: the others were moved."""
    tails: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for position in positions:
        place = bisect_left(tails, position)
        before[position] = last[place - 1] if place else None
        tails[place : place + 1] = [position]
        last[place : place + 1] = [position]
    chain: list[int] = []
    current = last[-1] if last else None
    while current is not None:
        chain.append(current)
        current = before[current]
    return frozenset(chain)
