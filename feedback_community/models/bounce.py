"""Bounce: mails to an address that came back."""

from __future__ import annotations

from django.db import models


class Bounce(models.Model):
    """The address is known by a keyed hash only, so that it stands nowhere and needs no erasing."""

    address_key = models.CharField(max_length=64, unique=True)
    score = models.PositiveSmallIntegerField(default=0)
    bounced_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.address_key[:8]}: {self.score}"
