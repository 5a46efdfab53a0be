"""Reads whose SQL Django writes once, and which give plain rows.

On a page that is read often, building querysets and compiling them costs more than the database. A `Prepared`
read is built from an ordinary queryset with a `Slot` wherever a value comes with the request. It is compiled
once for each *shape* (the arguments that change the SQL itself), and run by cursor ever after.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models.sql.compiler import SQLCompiler

#: No primary key is as large; a prepared read does not ask, as Django does, whether one fits its column.
KEYS = 2**63
#: Compiled statements kept for each read.
SHAPES = 512


class Slot(models.Value):
    """Stands in a queryset for the value that is given under this name when the read runs."""

    def __init__(self, name: str, output_field: Any) -> None:
        super().__init__(name, output_field=output_field)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


def key(name: str) -> Slot:
    """The slot of a primary key."""
    return Slot(name, models.BigIntegerField())


def keys(name: str, count: int) -> list[Any]:
    """The slots of so many primary keys; `numbered` gives their values."""
    return [key(f"{name}{place}") for place in range(count)]


def numbered(name: str, given: Iterable[int], count: int) -> dict[str, int]:
    """Values for so many slots; no row has the key 0."""
    return {f"{name}{place}": pk for place, pk in enumerate([*given, *[0] * count][:count])}


def columns_of(model: type[models.Model], *, without: Container[str] = ()) -> tuple[str, ...]:
    """Names for `values_list()`, from whose values `instance_of()` makes an instance."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname not in without)


class Compiled:
    """SQL with its constants and slots. Threads share it, so it holds nothing of a connection."""

    def __init__(self, alias: str, sql: str = "", params: Iterable[Any] = ()) -> None:
        self.alias = alias
        self.sql, self.params = _with_constants(connections[alias], sql, list(params))
        self.slots = [(place, p) for place, p in enumerate(self.params) if isinstance(p, Slot)]

    def bound(self, values: dict[str, Any]) -> list[Any]:
        """The parameters, with these values in the slots."""
        params, connection = self.params.copy(), connections[self.alias]
        for place, slot in self.slots:
            params[place] = slot.output_field.get_db_prep_value(values[slot.value], connection)
        return params


def _with_constants(connection: Any, sql: str, params: list[Any]) -> tuple[str, list[Any]]:
    """PostgreSQL's driver writes all parameters into the SQL each time it runs; constants stay in it."""
    if connection.vendor != "postgresql" or not params or "%%" in sql:
        return sql, params
    first, *pieces = sql.split("%s")
    for param, piece in zip(params, pieces, strict=True):
        given = isinstance(param, Slot)
        literal = "%s" if given else connection.ops.compose_sql("%s", [param]).replace("%", "%%")
        first += literal + piece
    return first, [param for param in params if isinstance(param, Slot)]


class Statement(Compiled):
    """A compiled read, and what makes Python values of its columns."""

    def __init__(self, queryset: models.QuerySet, alias: str) -> None:
        super().__init__(alias)
        self.converters: list[tuple[int, Any, Any]] = []
        compiler = queryset.using(alias).query.get_compiler(alias)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return
        if compiler.has_extra_select:
            raise ValueError("A prepared read sorts by what it reads.")
        super().__init__(alias, sql, params)
        found = compiler.get_converters([column for column, *_ in compiler.select])
        self.converters = [(place, *pair) for place, pair in found.items()]

    def run(self, values: dict[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.bound(values))
            rows = cursor.fetchall()
        return self._converted(rows, connection) if self.converters else rows

    def _converted(self, rows: list[Any], connection: Any) -> list[Any]:
        rows = [list(row) for row in rows]
        for place, convert, expression in self.converters:
            for row in rows:
                for function in convert:
                    row[place] = function(row[place], expression, connection)
        return [tuple(row) for row in rows]


class Prepared:
    """`read = Prepared(Model, build)`, where `build(*shape)` gives a `values_list()` with slots in it;
    then `read(*shape, slot=value)` gives its rows.

    `to_write`: from the database that is written to, for what is read under a lock."""

    def __init__(
        self, model: type[models.Model], build: Callable[..., models.QuerySet], *, to_write: bool = False
    ) -> None:
        self.model = model
        self._route = router.db_for_write if to_write else router.db_for_read
        self._statement = lru_cache(maxsize=SHAPES)(lambda alias, *shape: Statement(build(*shape), alias))

    @property
    def alias(self) -> str:
        alias: str = self._route(self.model)
        return alias

    def __call__(self, *shape: Any, **values: Any) -> list[Any]:
        return self._statement(self.alias, *shape).run(values)
