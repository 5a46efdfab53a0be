"""ArticleVersion: a numbered, once published state of an article."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.enums import Significance
from feedback_community.kb.models.record import ArticleRecord
from feedback_community.people import name_of


class ArticleVersion(models.Model):
    """The number stands in the address; `label` is what readers see. The content is in `revision`."""

    article = models.ForeignKey(ArticleRecord, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    #: 4.0, 3.1: content and major changes count first, typos second.
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField(default=0)
    #: Where django-reversion keeps content, sources and section. Protected: a version is not housekeeping.
    revision = models.ForeignKey("reversion.Revision", on_delete=models.PROTECT, related_name="+")
    #: The Wagtail revision it was published from; not a key, because revisions are purged.
    wagtail_revision = models.PositiveBigIntegerField(null=True)
    title = models.CharField(_("title"), max_length=255)
    note = models.CharField(_("what changed"), max_length=255, blank=True)
    significance = models.CharField(
        _("significance"), max_length=10, choices=Significance.choices, default=Significance.CONTENT
    )
    published_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    redacted_at = models.DateTimeField(_("redacted"), null=True)
    helpful_count = models.PositiveIntegerField(_("found helpful"), default=0)
    unhelpful_count = models.PositiveIntegerField(_("found not helpful"), default=0)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="community_kb_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.label}"

    @property
    def label(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def publisher(self) -> str:
        """The name others see; "" where nobody is known."""
        return name_of(self.published_by) if self.published_by is not None else ""
