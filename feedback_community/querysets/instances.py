"""Instances of models from the columns of a prepared read.

`Model.from_db()` walks over all fields of the model, asks each for its value and tells two signals; a list
that makes fifty people so spends more on it than on its queries. Where nothing listens and no class does it
in a way of its own, the columns are all there is to an instance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Field, Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.signals import post_init, pre_init

M = TypeVar("M", bound=Model)
#: What stands on the class for a column and only puts its value into the instance's `__dict__`.
PLAIN = (Field.descriptor_class, ForeignKeyDeferredAttribute, FileDescriptor)


def instance_of(
    model: type[M], columns: tuple[str, ...], values: Sequence[Any], alias: str, **related: Model | None
) -> M:
    """What `model.from_db()` makes of the columns, in the order of the model; `related` are known rows that
    its foreign keys lead to. A column left out is read when it is asked for."""
    if not _is_plain(model, columns, len(pre_init.receivers) + len(post_init.receivers)):
        instance = model.from_db(alias, columns, values)
    else:
        instance = model.__new__(model)
        state = instance._state = ModelState()
        state.adding, state.db = False, alias
        instance.__dict__.update(zip(columns, values, strict=True))
    if related:
        instance._state.fields_cache.update(related)
    return instance


@lru_cache(maxsize=256)
def _is_plain(model: type[Model], columns: tuple[str, ...], _listeners: int) -> bool:
    """Whether nobody would see the difference. Asked anew when another listener has come."""
    return (
        all(_as_usual(model, name) for name in ("__new__", "__init__", "__setattr__", "from_db"))
        and all(type(getattr(model, name)) in PLAIN for name in columns)
        and not pre_init.has_listeners(model)
        and not post_init.has_listeners(model)
    )


def _as_usual(model: type[Model], name: str) -> bool:
    """Whether the class leaves this method to Django."""
    method, usual = getattr(model, name), getattr(Model, name)
    return getattr(method, "__func__", method) is getattr(usual, "__func__", usual)
