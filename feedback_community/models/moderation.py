"""ModerationItem: one row of the queue: why something is held, who decided, when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import HoldReason, ModerationState
from feedback_community.querysets.moderation import ModerationItemQuerySet

if TYPE_CHECKING:
    from feedback_community.models import Answer, Topic


class ModerationItem(models.Model):
    topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.CASCADE, related_name="moderation_items"
    )
    #: Empty when the topic itself is held.
    answer = models.ForeignKey(
        "feedback_community.Answer",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="moderation_items",
    )
    reason = models.CharField(_("held because"), max_length=20, choices=HoldReason.choices)
    detail = models.CharField(_("detail"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=ModerationState.choices, blank=True)
    decided_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("reason given to the author"), max_length=limits.NOTE_LENGTH, blank=True)

    #: What the author said against a rejection; such an item is the appeal itself.
    appeal = models.CharField(_("the author's words"), max_length=limits.NOTE_LENGTH, blank=True)

    objects = ModerationItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("held post")
        verbose_name_plural = _("held posts")
        indexes = [
            models.Index(
                fields=["created_at"],
                name="community_moderation_pending",
                condition=models.Q(decision=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.content)

    @property
    def content(self) -> Topic | Answer:
        """The held topic or answer."""
        return self.answer or self.topic
