"""Suspicion: votes that look arranged, with the evidence, for staff only."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.reputation.enums import SuspicionKind


class Suspicion(models.Model):
    """`other` gave votes to `member`; in a ring both did."""

    kind = models.CharField(_("kind"), max_length=10, choices=SuspicionKind.choices)
    member = models.ForeignKey(
        "feedback_community.Member", db_constraint=False, on_delete=models.CASCADE, related_name="+"
    )
    other = models.ForeignKey(
        "feedback_community.Member", db_constraint=False, on_delete=models.CASCADE, related_name="+"
    )
    #: Monday of the week.
    week = models.DateField(_("week"))
    given = models.PositiveIntegerField(_("votes given"), default=0)
    returned = models.PositiveIntegerField(_("votes returned"), default=0)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    note = models.CharField(_("note"), max_length=limits.NOTE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("suspicion")
        verbose_name_plural = _("suspicions")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "other", "week", "kind"], name="reputation_suspicion_once"
            )
        ]
        indexes = [models.Index(fields=["closed_at", "-found_at"], name="reputation_suspicion_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.member_id}, {self.other_id}"
