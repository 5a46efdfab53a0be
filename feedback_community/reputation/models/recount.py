"""Recount: how far a recount has come, so that one that was stopped goes on where it was."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Recount(models.Model):
    name = models.CharField(max_length=20, primary_key=True)
    #: The step it is at, and the last key of that step that is done.
    step = models.CharField(max_length=60, blank=True)
    last_id = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name}: {self.step} {self.last_id}"
