"""What the templates of forms need beyond Django's own filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def value_of(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ hints|value_of:option.data.value }}`: the value for a key that is itself a variable."""
    return mapping.get(key, "")
