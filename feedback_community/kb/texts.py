"""What a block says, in plain lines: for comparisons, counting words and what is left of lost block types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock

_BREAKS = frozenset("p br li h1 h2 h3 h4 h5 h6 hr blockquote pre tr div ul ol".split())
_MARKUP = re.compile(r"</?(?:p|br|li|ul|ol|h[1-6]|b|i|a|blockquote|code)\b", re.IGNORECASE)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag == "embed":
            self.parts.append(str(dict(attrs).get("alt") or dict(attrs).get("url") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of_html(html: str) -> list[str]:
    """The lines of rich text. Tags are dropped, entities become characters."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return [line for line in (" ".join(part.split()) for part in "".join(parser.parts).split("\n")) if line]


def lines_of(block: blocks.Block | None, value: Any) -> list[str]:
    """The lines of a block's stored value. Without a block (its type is gone) by the shape of the value."""
    if value is None or value == "":
        return []
    if block is None:
        return lines_of_unknown(value)
    if isinstance(block, blocks.RichTextBlock):
        return text_of_html(str(value))
    if isinstance(block, TypedTableBlock):
        return _lines_of_table(block, value)
    if isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):
        pairs = ((child, value.get(name)) for name, child in block.child_blocks.items())
        return [line for child, part in pairs for line in lines_of(child, part)]
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        items = (item["value"] if _is_item(item) else item for item in value)
        return [line for item in items for line in lines_of(block.child_block, item)]
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(value, list):
        return [
            line
            for child in value
            for line in lines_of(block.child_blocks.get(child.get("type")), child.get("value"))
        ]
    return _lines_of_leaf(block, value)


def _lines_of_leaf(block: blocks.Block, value: Any) -> list[str]:
    if isinstance(block, blocks.BooleanBlock):
        return []
    if isinstance(block, blocks.ChoiceBlock):
        named = {str(key): label for key, label in block.field.choices if not isinstance(label, list | tuple)}
        return [str(named.get(str(value), value))]
    if isinstance(block, blocks.ChooserBlock):
        return [f"{block.label or block.name}: {name_of_chosen(block, value)}"]
    if isinstance(block, EmbedBlock):
        return [str(value)]
    return [line.rstrip() for line in str(value).splitlines() if line.strip()]


def name_of_chosen(block: blocks.ChooserBlock, value: Any) -> str:
    """The title of a chosen image or page; its number when it is gone."""
    chosen = block.target_model._default_manager.filter(pk=value).first() if value else None
    return str(chosen) if chosen is not None else f"#{value}"


def _is_item(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("type") == "item" and "value" in item


def _lines_of_table(block: TypedTableBlock, value: Any) -> list[str]:
    if not isinstance(value, Mapping):
        return lines_of_unknown(value)
    columns = value.get("columns") or []
    lines = [str(value["caption"])] if value.get("caption") else []
    lines.append(" | ".join(str(column.get("heading", "")) for column in columns))
    for row in value.get("rows") or []:
        cells = [
            " ".join(lines_of(block.child_blocks.get(column.get("type")), cell))
            for column, cell in zip(columns, row.get("values") or [], strict=False)
        ]
        lines.append(" | ".join(cells))
    return [line for line in lines if line.strip(" |")]


def lines_of_unknown(value: Any) -> list[str]:
    """Every text in a value whose meaning nobody knows any more."""
    return list(_walk(value))


def _walk(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from text_of_html(value) if _MARKUP.search(value) else value.splitlines()
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name not in ("id", "type"):
                yield from _walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
