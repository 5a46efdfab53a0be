"""Merge, AnswerSplit, DuplicateSuggestion: where a discussion went on in another topic."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback_community.models.base import KeptUid


class Merge(KeptUid):
    """One topic discussed in another one for now. Nothing is deleted, so that it can be undone exactly.

    Answers move to the survivor; votes and subscriptions stay and have copies there. All of them name the
    merge. Undoing it brings the answers back, deletes the copies, and this row.
    """

    duplicate = models.OneToOneField(
        "feedback_community.Topic", on_delete=models.CASCADE, related_name="merge"
    )
    survivor = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="merges")
    by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("merged"), default=timezone.now)
    #: Marks of the survivor that the merge replaced: kept id of the answer, None where there was none.
    displaced = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.duplicate_id} → {self.survivor_id}"


class AnswerSplit(KeptUid):
    """An answer that became a topic of its own. The row stays when it is undone: it knows the way back."""

    answer = models.ForeignKey("feedback_community.Answer", on_delete=models.CASCADE, related_name="splits")
    topic = models.OneToOneField("feedback_community.Topic", on_delete=models.CASCADE, related_name="split")
    by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("split off"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("split answer")
        verbose_name_plural = _("split answers")

    def __str__(self) -> str:
        return f"{self.answer_id} → {self.topic_id}"


class SuggestionDecision(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("suggestion", "Merged")
    DISMISSED = "dismissed", pgettext_lazy("suggestion", "Not a duplicate")


class DuplicateSuggestion(models.Model):
    """A member thinks that a topic was asked before. One row for each pair, of whoever was first."""

    duplicate = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.CASCADE, related_name="duplicate_suggestions"
    )
    survivor = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: How alike the index finds them, 0 to 1, when it was suggested.
    similarity = models.FloatField(_("similarity"), default=0)
    created_at = models.DateTimeField(_("suggested"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=SuggestionDecision.choices, blank=True)
    decided_by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("suggested duplicate")
        verbose_name_plural = _("suggested duplicates")
        constraints = [
            models.UniqueConstraint(fields=["duplicate", "survivor"], name="community_suggestion_pair")
        ]
        indexes = [
            models.Index(
                fields=["-similarity", "-id"],
                name="community_suggestion_queue",
                condition=models.Q(decision=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.survivor}"
