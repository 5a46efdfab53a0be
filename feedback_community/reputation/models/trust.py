"""Appointment: a trusted person, from the letter to the end. Rows are kept for the record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits as core_limits
from feedback_community.reputation import limits


class Appointment(models.Model):
    member = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("member"),
    )
    forums = models.ManyToManyField(
        "feedback_community.Forum",
        db_constraint=False,
        blank=True,
        related_name="+",
        verbose_name=_("forums"),
        help_text=_("None: all forums."),
    )
    rights = models.JSONField(_("rights"), default=list, blank=True)
    letter = models.TextField(_("letter"), max_length=limits.LETTER_LENGTH)
    appointed_by = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    appointed_at = models.DateTimeField(_("asked"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    ending_reason = models.CharField(_("reason"), max_length=core_limits.NOTE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("trusted person")
        verbose_name_plural = _("trusted persons")
        indexes = [
            models.Index(fields=["member"], name="reputation_trusted", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.member}"

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:appointment", args=[self.pk])

    @property
    def is_offered(self) -> bool:
        return self.accepted_at is None and self.ended_at is None

    @property
    def is_in_force(self) -> bool:
        return self.accepted_at is not None and self.ended_at is None
