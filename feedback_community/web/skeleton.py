"""A template rendered once and filled many times.

Walking the nodes of a Django template for each of 25 rows costs more than all queries of a page. So a row's
template is rendered once with placeholders instead of values, for each language and shape of row, and the
result is a format string. Hosts override the template as any other; what it can say is: `{{ slot }}` for
values, and conditions on the flags of the shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

#: Characters of a private area of Unicode: they stand in no template.
OPEN, CLOSE = "\ue000", "\ue001"


def slot(name: str) -> SafeString:
    """What stands in a template in place of a value of this name."""
    return mark_safe(f"{OPEN}{name}{CLOSE}")  # noqa: S308 - a placeholder


def skeleton(template: str, slots: tuple[str, ...], **shape: Any) -> str:
    """The format string of a template: `skeleton(...) % {slot: escaped text}`."""
    flags = tuple(sorted(shape.items()))
    make = _render if settings.DEBUG else _cached
    return make(template, slots, flags, get_language())


def _render(template: str, slots: tuple[str, ...], flags: tuple[tuple[str, Any], ...], _language: Any) -> str:
    context: dict[str, Any] = {name: slot(name) for name in slots}
    text = get_template(template).render({**context, **dict(flags)})
    return text.strip().replace("%", "%%").replace(OPEN, "%(").replace(CLOSE, ")s")


_cached = lru_cache(maxsize=256)(_render)


def print_into(template: str, values: Mapping[str, Any], **shape: Any) -> SafeString:
    """A template with these values escaped in its slots. What is empty is no slot, so it can be asked for."""
    given = {name: conditional_escape(value) for name, value in values.items() if value}
    return fill(skeleton(template, tuple(given), **shape), given)


def fill(form: str, values: Mapping[str, str]) -> SafeString:
    """Put values, escaped already, into a skeleton."""
    return mark_safe(form % values)  # noqa: S308 - the caller escapes
