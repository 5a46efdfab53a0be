from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models


class LedgerQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Awards that no later row undoes. Only these count."""
        return self.filter(undoes=None, undone_by=None)

    def of(self, member_id: int) -> Self:
        return self.filter(member=member_id)

    def about(self, member_ids: Iterable[int]) -> Self:
        """What these members got or gave."""
        ids = list(member_ids)
        return self.filter(models.Q(member__in=ids) | models.Q(giver__in=ids))

    def for_rows(self, reason: str, ids: Iterable[int]) -> Self:
        """What was awarded under a rule for these rows of its model."""
        return self.filter(reason=reason, source_id__in=ids)
