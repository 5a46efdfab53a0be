"""ContentGap: something people look for and no article says."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.enums import GapKind, GapState
from feedback_community.kb.models.record import ArticleRecord


class ContentGap(models.Model):
    """Found again and again by the nightly search; a decision of an editor stays with it."""

    site = models.ForeignKey(
        "wagtailcore.Site", on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    kind = models.CharField(_("found by"), max_length=10, choices=GapKind.choices)
    #: The words without their order, or the oldest topic of a cluster: what makes it the same gap tomorrow.
    key = models.CharField(max_length=200)
    title = models.CharField(_("what people look for"), max_length=255)
    #: How many people: sessions that searched, or topics with their votes.
    weight = models.PositiveIntegerField(_("people"), default=0)
    #: Searches as they were typed, or ids of topics; the weightiest first.
    queries = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=GapState.choices, default=GapState.OPEN)
    #: The article that somebody began to write about it.
    article = models.ForeignKey(ArticleRecord, on_delete=models.SET_NULL, null=True, related_name="gaps")
    first_seen_at = models.DateTimeField(_("first seen"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("content gap")
        verbose_name_plural = _("content gaps")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["site", "kind", "key"], name="community_kb_gap_key")]
        indexes = [models.Index(fields=["state", "-weight"], name="community_kb_gap_open")]

    def __str__(self) -> str:
        return self.title
