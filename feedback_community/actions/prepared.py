"""Writes whose SQL Django writes once, for the acts that come by the hundred: votes and what goes with them.

They are what `queryset.update()` and `bulk_create(ignore_conflicts=True)` would run, compiled once as
`querysets/prepared.py` does with reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import connections, models, router
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery

from feedback_community.querysets.prepared import SHAPES, Compiled

#: Rows to change, and what becomes of them.
Changed = tuple[models.QuerySet, dict[str, Any]]


class Change:
    """`change = Change(Model, build)`, where `build(*shape)` gives a queryset and the new values of its
    columns; then `change(*shape, slot=value)` changes the rows and returns how many."""

    def __init__(self, model: type[models.Model], build: Callable[..., Changed]) -> None:
        self.model = model
        self._statement = lru_cache(maxsize=SHAPES)(lambda alias, *shape: _update(alias, *build(*shape)))

    def __call__(self, *shape: Any, **values: Any) -> int:
        alias = router.db_for_write(self.model)
        statement = self._statement(alias, *shape)
        with connections[alias].cursor() as cursor:
            cursor.execute(statement.sql, statement.bound(values))
            return int(cursor.rowcount)


def _update(alias: str, rows: models.QuerySet, values: dict[str, Any]) -> Compiled:
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    return Compiled(alias, *query.get_compiler(alias).as_sql())


def insert_once(row: models.Model) -> bool:
    """Write a row that may be there already, in one statement and without a savepoint. Sends no signals.

    Returns whether it was written; only then it has a key.
    """
    model, alias = type(row), router.db_for_write(type(row))
    connection, compiled = connections[alias], _insert(alias, type(row))
    fields = model._meta.local_concrete_fields
    params = [f.get_db_prep_save(f.pre_save(row, True), connection) for f in fields if not f.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(compiled.sql, params)
        if connection.features.can_return_columns_from_insert:
            (row.pk,) = cursor.fetchone() or (None,)
        elif cursor.rowcount:
            row.pk = cursor.lastrowid
    row._state.adding, row._state.db = row.pk is None, alias
    return row.pk is not None


@lru_cache(maxsize=64)
def _insert(alias: str, model: type[models.Model]) -> Compiled:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    query = InsertQuery(model, on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(alias)
    compiler.returning_fields = [model._meta.pk]
    [(sql, _params)] = compiler.as_sql()
    return Compiled(alias, sql)
