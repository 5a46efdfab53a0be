"""Paging by the last row seen. Nothing is counted or skipped, so page 500 costs what page 1 costs.

A cursor is the sort value and the key of a row: `after=…` gives the rows behind it, `before=…` those in
front of it. A cursor that cannot be read means the first page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
#: Sort value and key of the row that a page lies behind.
Position = tuple[Any, Any]


def _read_time(text: str) -> datetime:
    return EPOCH + int(text) * MICROSECOND


#: How a cursor's value is read, by what the field holds.
READERS: dict[type, Callable[[str], Any]] = {datetime: _read_time, int: int, float: float}


@dataclass(frozen=True, slots=True)
class Order:
    """A sort order that ends in the primary key: `field` holds a `kind`.

    The key goes the same way unless `key_descending` says otherwise.
    """

    field: str
    kind: type
    descending: bool = True
    key_descending: bool | None = None

    def cursor(self, row: Any) -> str:
        value = row[self.field] if isinstance(row, dict) else getattr(row, self.field)
        pk = row["pk"] if isinstance(row, dict) else row.pk
        if isinstance(value, datetime):
            value = (value - EPOCH) // MICROSECOND
        return f"{value}_{pk}"

    def read(self, cursor: str) -> Position | None:
        value, _, pk = cursor.partition("_")
        try:
            found = READERS[self.kind](value), int(pk)
        except (ValueError, OverflowError):
            return None
        return found if 0 <= found[1] < 2**63 and _fits(found[0]) else None

    def columns(self, *, backwards: bool = False) -> tuple[str, str]:
        value = "-" if self.descending != backwards else ""
        key = "-" if self._key_descends != backwards else ""
        return f"{value}{self.field}", f"{key}pk"

    @property
    def _key_descends(self) -> bool:
        return self.descending if self.key_descending is None else self.key_descending

    def beyond(self, position: Position, *, backwards: bool = False) -> Q:
        """Rows behind a position. The first condition repeats the others so that an index can start there."""
        word = "lt" if self.descending != backwards else "gt"
        key_word = "lt" if self._key_descends != backwards else "gt"
        value, pk = position
        same = Q(**{self.field: value, f"pk__{key_word}": pk})
        return Q(**{f"{self.field}__{word}e": value}) & (Q(**{f"{self.field}__{word}": value}) | same)

    def slice(
        self, queryset: QuerySet, position: Position | None, *, backwards: bool, count: int
    ) -> QuerySet:
        """So many rows behind a position, or in front of it the nearest first."""
        if position is not None:
            queryset = queryset.filter(self.beyond(position, backwards=backwards))
        return queryset.order_by(*self.columns(backwards=backwards))[:count]


def _fits(value: Any) -> bool:
    return not isinstance(value, int) or abs(value) < 2**63


@dataclass(slots=True)
class Page:
    """One page of rows and the ways out of it."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""
    first_url: str = ""
    previous_label: str = ""
    next_label: str = ""
    first_label: str = ""

    @property
    def is_first(self) -> bool:
        return not self.previous_url


#: Rows beyond a position (None: from the start), that many, in reverse when backwards.
Fetch = Callable[[Position | None, bool, int], Sequence[Any]]


def get_page(
    queryset: QuerySet,
    order: Order,
    query: Mapping[str, str],
    *,
    size: int,
    base: Mapping[str, str] | None = None,
    anchor: str = "",
    make: Callable[[Any], Sequence[Any]] = list,
) -> Page:
    """The page that `after` or `before` in `query` asks for. `base` are the parameters that links keep,
    `make` reads the rows of a queryset."""

    def fetch(position: Position | None, backwards: bool, count: int) -> Sequence[Any]:
        return make(order.slice(queryset, position, backwards=backwards, count=count))

    return read_page(fetch, order, query, size=size, base=base, anchor=anchor)


def read_page(
    fetch: Fetch,
    order: Order,
    query: Mapping[str, str],
    *,
    size: int,
    base: Mapping[str, str] | None = None,
    anchor: str = "",
) -> Page:
    """The same of rows that are read in another way."""
    after, before = query.get("after", ""), query.get("before", "")
    position = order.read(after or before)
    backwards = bool(before) and not after and position is not None
    rows = list(fetch(position, backwards, size + 1))
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    page = Page(rows)
    _link(page, order, dict(base or {}), anchor, moved=position is not None, backwards=backwards, more=more)
    return page


def _link(
    page: Page,
    order: Order,
    base: dict[str, str],
    anchor: str,
    *,
    moved: bool,
    backwards: bool,
    more: bool,
) -> None:
    has_next = bool(page.rows) and (backwards or more)
    has_previous = bool(page.rows) and moved and (more if backwards else True)
    if has_next:
        page.next_url = f"?{urlencode({**base, 'after': order.cursor(page.rows[-1])})}{anchor}"
    if has_previous:
        page.previous_url = f"?{urlencode({**base, 'before': order.cursor(page.rows[0])})}{anchor}"
    if moved:
        page.first_url = f"?{urlencode(base)}{anchor}"
