"""Throttle: how often somebody did something, exact across processes."""

from __future__ import annotations

from django.db import models


class Throttle(models.Model):
    """One row for each act, person or keyed address hash, and stretch of time. No address is stored."""

    key = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
