"""The order of forums and statuses."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction


@transaction.atomic
def number_positions(model: type[models.Model]) -> int:
    """Give every row of the model a position of its own, in the present order. Returns how many changed."""
    present: list[Any] = [*(model._meta.ordering or ("pk",))]
    rows: list[Any] = list(model._default_manager.select_for_update().order_by(*present))
    changed = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            changed.append(row)
    model._default_manager.bulk_update(changed, ["position"])
    return len(changed)


def next_position(model: type[models.Model]) -> int:
    """The position behind all others."""
    last = model._default_manager.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1
