"""Lists in Wagtail's admin, paged by the last row seen (as `keyset` pages what customers see).

A queue shrinks while it is worked off: pages by number would skip what moved up. Here the next page begins
after the last row of this one, in whatever order the list has; nothing is counted or skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

from feedback_community.web.tables import BoundedPaginator

AFTER, BEFORE = "after:", "before:"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the order: a field, a path to one, or an annotation."""

    name: str
    descending: bool

    def value(self, row: Any) -> Any:
        for part in self.name.split("__"):
            row = getattr(row, part)
        return row

    def order(self, *, backwards: bool) -> str:
        return f"{'-' if self.descending != backwards else ''}{self.name}"

    def beyond(self, value: Any, *, backwards: bool) -> Q:
        return Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})


def columns_of(rows: QuerySet[Any]) -> list[Column]:
    """The order of a query, ended by its key."""
    found = [_column(term) for term in rows.query.order_by]
    if not any(column.name in ("pk", "id") for column in found):
        found.append(Column("pk", found[-1].descending if found else False))
    return found


def _column(term: Any) -> Column:
    if isinstance(term, OrderBy):
        return Column(_column(term.expression).name, term.descending)
    if isinstance(term, F):
        return Column(str(vars(term)["name"]), False)
    return Column(str(term).lstrip("-"), str(term).startswith("-"))


def behind(columns: Iterable[Column], values: Iterable[Any], *, backwards: bool = False) -> Q:
    """What lies behind (or in front of) the row with these values."""
    found, same = Q(), Q()
    for column, value in zip(columns, values, strict=True):
        found |= same & column.beyond(value, backwards=backwards)
        same &= Q(**{column.name: value})
    return found


def field_of(rows: QuerySet[Any], name: str) -> Field[Any, Any]:
    """What a column holds."""
    annotation = rows.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    model: Any = rows.model
    *steps, last = name.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    found: Field[Any, Any] = model._meta.pk if last == "pk" else model._meta.get_field(last)
    return found


def write_cursor(columns: Iterable[Column], row: Model) -> str:
    values = [column.value(row) for column in columns]
    return json.dumps([str(value) if value is not None else None for value in values])


def read_cursor(rows: QuerySet[Any], columns: list[Column], text: str) -> list[Any] | None:
    """The values of the row, None for what cannot be read."""
    try:
        given = json.loads(text)
        if not isinstance(given, list) or len(given) != len(columns) or None in given:
            return None
        values = [field_of(rows, c.name).to_python(str(v)) for c, v in zip(columns, given, strict=True)]
    except (ValueError, ValidationError, OverflowError, RecursionError):
        return None
    return values if all(abs(v) < 2**63 for v in values if isinstance(v, int)) else None


class RowPage:
    """What Wagtail's templates ask of a page, without numbers."""

    def __init__(self, rows: list[Any], *, previous: str, following: str, moved: bool) -> None:
        self.object_list = rows
        self.previous, self.following, self.moved = previous, following, moved
        self.has_other_pages = bool(previous or following)

    def __iter__(self) -> Any:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)


class RowPaginator(BoundedPaginator):
    """Counts only where a search or a filter says how much it found, and then no further than shown."""

    counts = False

    @cached_property
    def count(self) -> int:
        return super().count if self.counts else 0

    def get_elided_page_range(self, page_number: Any) -> tuple[int, ...]:
        return ()


class RowPagedMixin:
    """For Wagtail's `IndexView`; its viewset names the template with our two links below the list."""

    request: HttpRequest
    page_kwarg: str
    is_searching: bool
    is_filtering: bool

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> tuple[Any, RowPage, Any, bool]:
        columns, asked = columns_of(queryset), self.request.GET.get(self.page_kwarg, "")
        backwards = asked.startswith(BEFORE)
        cursor = asked.removeprefix(BEFORE if backwards else AFTER)
        values = read_cursor(queryset, columns, cursor) if asked.startswith((AFTER, BEFORE)) else None
        backwards = backwards and values is not None
        rows = queryset if values is None else queryset.filter(behind(columns, values, backwards=backwards))
        found = list(rows.order_by(*(c.order(backwards=backwards) for c in columns))[: page_size + 1])
        more, found = len(found) > page_size, found[:page_size]
        if backwards:
            found.reverse()
        page = _page(columns, found, more=more, backwards=backwards, moved=values is not None)
        paginator = RowPaginator(queryset, page_size)
        paginator.counts = bool(self.is_searching or self.is_filtering)
        return paginator, page, found, page.has_other_pages


def _page(columns: list[Column], rows: list[Any], *, more: bool, backwards: bool, moved: bool) -> RowPage:
    previous = following = ""
    if rows and (more if backwards else moved):
        previous = BEFORE + write_cursor(columns, rows[0])
    if rows and (backwards or more):
        following = AFTER + write_cursor(columns, rows[-1])
    return RowPage(rows, previous=previous, following=following, moved=moved)
