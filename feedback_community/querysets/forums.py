from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    pass


class ForumQuerySet(models.QuerySet):
    def of_site(self, site: models.Model) -> Self:
        return self.filter(site=site)

    def with_ids(self, ids: Iterable[int]) -> Self:
        return self.filter(pk__in=ids)
