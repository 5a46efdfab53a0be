from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    pass


class ModerationItemQuerySet(models.QuerySet):
    def pending(self) -> Self:
        return self.filter(decision="")

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")

    def in_forums(self, ids: Iterable[int]) -> Self:
        return self.filter(topic__forum__in=ids)
