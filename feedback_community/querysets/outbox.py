from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    pass


class OutboxMessageQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Neither done nor given up."""
        return self.filter(done_at=None, failed_at=None)

    def due(self, channel: str) -> Self:
        """What a consumer may take now, by the clock of the database."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=Now())
        return (
            self.open().filter(free, channel=channel, available_at__lte=Now()).order_by("available_at", "pk")
        )

    def given_up(self) -> Self:
        return self.filter(failed_at__isnull=False)
