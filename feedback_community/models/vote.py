"""Vote: one customer's +1 on a topic ("me too" on a problem or question) or on an answer ("helpful")."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.models.base import KeptUid


class Vote(KeptUid):
    """At most one per voter and target, on every database. The row is the truth, the counter follows."""

    topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.CASCADE, null=True, related_name="votes"
    )
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.CASCADE, null=True, related_name="votes"
    )
    voter = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="votes"
    )
    #: The merge that copied the vote from the duplicate.
    merge = models.ForeignKey(
        "feedback_community.Merge", on_delete=models.SET_NULL, null=True, related_name="votes"
    )
    created_at = models.DateTimeField(_("cast"), default=timezone.now)
    #: The colleague who cast it for the customer, and how the customer asked for it.
    cast_by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("how it was asked for"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["topic", "voter"], name="community_vote_topic_voter"),
            models.UniqueConstraint(fields=["answer", "voter"], name="community_vote_answer_voter"),
            models.CheckConstraint(
                condition=models.Q(topic__isnull=False, answer__isnull=True)
                | models.Q(topic__isnull=True, answer__isnull=False),
                name="community_vote_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} → {self.topic_id or self.answer_id}"
