"""ClosingOffer: a page about a topic went live, so its people could be told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.enums import OfferState
from feedback_community.kb.models.record import PAGE_MODEL


class ClosingOffer(models.Model):
    """Once for each page and topic, however often the page is published: nobody is told twice."""

    page = models.ForeignKey(
        PAGE_MODEL, on_delete=models.CASCADE, db_constraint=False, related_name="feedback_community_offers"
    )
    topic = models.ForeignKey(
        "feedback_community.Topic",
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="closing_offers",
    )
    state = models.CharField(
        max_length=10, choices=OfferState.choices, default=OfferState.OPEN, db_index=True
    )
    #: What was set with it, so that it can be taken back when the page goes.
    status = models.ForeignKey(
        "feedback_community.Status",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
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
        verbose_name = _("offer to tell the people of a topic")
        verbose_name_plural = _("offers to tell the people of topics")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="community_kb_offer")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.topic_id}"
