"""Lists in Wagtail's admin, for the core and the optional apps: pages that count no further than a person
turns, and spreadsheets that are safe to open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.encoding import force_str
from wagtail.admin.paginator import WagtailPaginator

from feedback_community import limits

#: What a spreadsheet takes for a formula at the beginning of a cell.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class BoundedPaginator(WagtailPaginator):
    """Counts no further than a person turns pages; filters find the rest."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: limits.ADMIN_ROWS].count()
        return len(rows)


class _Streamed:
    """A query whose rows are fetched in pieces, with the model that the export asks for."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.model = rows.model
        self.rows = rows

    def __iter__(self) -> Iterator[Any]:
        return self.rows.iterator(chunk_size=1000)


def _streamed(rows: Any) -> Any:
    """Rows that were made ready are a list already."""
    return _Streamed(rows) if isinstance(rows, QuerySet) else rows


class SafeExportMixin:
    """What customers typed is text in a spreadsheet, never a formula; rows are not held in memory."""

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterable[bytes]:
        return super().stream_csv(_streamed(queryset))  # type: ignore[misc]

    def write_xlsx(self, queryset: QuerySet[Any], output: Any) -> None:
        super().write_xlsx(_streamed(queryset), output)  # type: ignore[misc]

    def get_preprocess_function(
        self, field: str, value: Any, export_format: str
    ) -> Callable[[Any], Any] | None:
        if value is None:
            return lambda none: ""
        if isinstance(value, bool | int | float) or not isinstance(force_str(value, strings_only=True), str):
            found: Callable[[Any], Any] | None = super().get_preprocess_function(  # type: ignore[misc]
                field, value, export_format
            )
            return found
        return as_text


def as_text(value: Any) -> str:
    text = force_str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
