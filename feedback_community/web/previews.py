"""A text as readers will see it, before it is posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from feedback_community import markup
from feedback_community.exceptions import ContentRejected


@dataclass(frozen=True)
class Preview:
    """`html` has been through the sanitiser; `problem` says why the text cannot be taken as it is."""

    html: SafeString
    problem: str = ""


def preview(source: str, *, files: Mapping[str, markup.File] | None = None) -> Preview:
    """Render a text as it would be stored. Mentions stay plain: who may be mentioned is known on saving."""
    try:
        rendered = markup.render_markup(source.replace("\r\n", "\n"), files=files)
        return Preview(mark_safe(rendered.html))  # noqa: S308 - sanitised by markup
    except ContentRejected as error:
        return Preview(SafeString(""), error.message)
