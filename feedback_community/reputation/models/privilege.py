"""Privilege: a right that comes with a trust level or a rank, in all forums. The host's own table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_community.enums import TrustLevel
from feedback_community.reputation.enums import GRANTABLE_CHOICES


class Privilege(models.Model):
    """Given to whoever has reached both the trust level and the rank that are named."""

    right = models.CharField(_("right"), max_length=30, choices=GRANTABLE_CHOICES)
    trust = models.PositiveSmallIntegerField(_("from trust level"), choices=TrustLevel.choices, default=2)
    rank = models.ForeignKey(
        "feedback_community_reputation.Rank",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from rank"),
        help_text=_("Empty: any rank."),
    )

    class Meta:
        ordering = ["right", "trust"]
        verbose_name = _("privilege")
        verbose_name_plural = _("privileges")
        constraints = [
            models.UniqueConstraint(fields=["right", "trust", "rank"], name="reputation_privilege_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_right_display()}: {self.get_trust_display()}"
