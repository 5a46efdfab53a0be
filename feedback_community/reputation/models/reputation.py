"""Reputation: what is known of one person, and what the person wishes to be shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reputation(models.Model):
    """Derived columns first (a recount gives the same), then the person's own wishes."""

    member = models.OneToOneField(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="reputation",
    )
    points = models.IntegerField(_("points"), default=0)
    rank = models.ForeignKey(
        "feedback_community_reputation.Rank", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: Helpful votes received in the last 90 days; counted every night.
    helpful_lately = models.PositiveIntegerField(_("helpful lately"), default=0)
    #: Works for the company by a role provider, which can only be asked about one person at a time.
    is_staff = models.BooleanField(_("works for the company"), default=False)

    is_listed = models.BooleanField(_("Name me on leaderboards"), default=True)
    shows_rank = models.BooleanField(_("Show my rank beside my name"), default=True)
    shows_points = models.BooleanField(_("Show my points over time"), default=True)
    shows_badges = models.BooleanField(_("Show my badges"), default=True)
    shows_answers = models.BooleanField(_("Show my best answers"), default=True)
    mails_rank = models.BooleanField(_("Write to me when my rank changes"), default=False)

    class Meta:
        verbose_name = _("reputation")
        verbose_name_plural = _("reputations")
        indexes = [
            models.Index(fields=["points"], name="reputation_points"),
            models.Index(fields=["-helpful_lately", "member"], name="reputation_helpful"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.points}"
