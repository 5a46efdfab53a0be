"""ArticleSuggestion: somebody without access to the admin thinks a topic deserves an article."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.enums import SuggestionState
from feedback_community.kb.models.record import PAGE_MODEL


class ArticleSuggestion(models.Model):
    """One for each topic that waits; the editors make an article of it or dismiss it."""

    topic = models.ForeignKey(
        "feedback_community.Topic",
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="article_suggestions",
    )
    section = models.ForeignKey(
        PAGE_MODEL, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    suggested_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    state = models.CharField(
        max_length=10, choices=SuggestionState.choices, default=SuggestionState.WAITING, db_index=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("suggested article")
        verbose_name_plural = _("suggested articles")
        default_permissions = ()
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.state}"
