"""The published content of an article, apart from its place in the tree and its state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from feedback_community.kb.texts import lines_of_unknown

#: Columns of Wagtail's pages that say where a page is and how it stands, and ours about the next publication.
NOT_CONTENT = frozenset(
    "pk path depth numchild url_path live has_unpublished_changes latest_revision live_revision content_type"
    " first_published_at last_published_at latest_revision_created_at go_live_at expire_at expired locked"
    " locked_at locked_by owner alias_of draft_title locale page_ptr wagtail_admin_comments comments"
    " article_owner review_interval_days change_note significance tell_followers".split()
)


def content_of(serialised: Mapping[str, Any]) -> dict[str, Any]:
    """What a version keeps of a page as Wagtail serialises it."""
    return {
        name: value
        for name, value in serialised.items()
        if name not in NOT_CONTENT and not name.endswith("_ptr")
    }


def streams_of(model: Any) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]


def raw_blocks(value: Any) -> list[dict[str, Any]]:
    """The blocks of a stream as they are stored: Wagtail serialises them as a string of JSON."""
    data = json.loads(value) if isinstance(value, str) and value else value
    return data if isinstance(data, list) else []


def with_known_blocks(content: Mapping[str, Any], model: Any) -> dict[str, Any]:
    """The content with blocks of types that no longer exist turned into text, so that nothing is lost."""
    known = dict(content)
    for field in streams_of(model):
        if field.name in known:
            blocks = [_known(block, field.stream_block) for block in raw_blocks(known[field.name])]
            known[field.name] = json.dumps([block for block in blocks if block])
    return known


def _known(block: dict[str, Any], stream: StreamBlock) -> dict[str, Any] | None:
    if block.get("type") in stream.child_blocks:
        return block
    lines = lines_of_unknown(block.get("value"))
    if not lines or "text" not in stream.child_blocks:
        return None
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"type": "text", "value": html, "id": block.get("id")}


def page_from(page: Any, content: Mapping[str, Any]) -> Any:
    """The page as it was with this content, at its present place; not to be saved by itself."""
    model = type(page)
    serialised = {**page.serializable_data(), **with_known_blocks(content, model)}
    return page.with_content_json(serialised)
