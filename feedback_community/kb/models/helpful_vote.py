"""HelpfulVote: whether a version of an article helped somebody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models.version import ArticleVersion

COMMENT_LENGTH = 500


class HelpfulVote(models.Model):
    """One for each person, or for each session of somebody who is not signed in."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="helpful_votes")
    voter = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    #: A keyed hash of the session; None for members: null, so that plain uniqueness holds.
    anonymous_key = models.CharField(max_length=64, null=True)  # noqa: DJ001
    is_helpful = models.BooleanField(_("helpful"))
    reason = models.CharField(_("reason"), max_length=12, choices=HelpfulReason.choices, blank=True)
    comment = models.CharField(_("comment"), max_length=COMMENT_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("helpful vote")
        verbose_name_plural = _("helpful votes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["version", "voter"], name="community_kb_vote_voter"),
            models.UniqueConstraint(fields=["version", "anonymous_key"], name="community_kb_vote_session"),
        ]
        indexes = [models.Index(fields=["version", "-created_at"], name="community_kb_vote_latest")]

    def __str__(self) -> str:
        return f"{self.version_id}: {'+' if self.is_helpful else '-'}"
