"""Throttle: how often somebody did something lately, exact over all processes."""

from __future__ import annotations

from django.db import models


class Throttle(models.Model):
    """One span of one person or address for one kind of act.

    An address stands here as a keyed hash only: enough to count, useless to find anybody.
    """

    key = models.CharField(max_length=100)
    #: Length of the span, in seconds.
    seconds = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "seconds"], name="community_throttle_span")]
        indexes = [models.Index(fields=["ends_at"], name="community_throttle_end")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
