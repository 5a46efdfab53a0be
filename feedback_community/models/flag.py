"""Flag: a reader's report about a post. FlagReason: what can be said, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from feedback_community import limits

if TYPE_CHECKING:
    from feedback_community.models import Answer, Topic


class FlagReason(models.Model):
    """One reason that readers may choose. A row without a label has the usual word for its slug."""

    slug = models.SlugField(_("slug"), max_length=30, unique=True)
    label = models.CharField(
        _("label"), max_length=80, blank=True, help_text=_("Empty: the usual word, in the reader's language.")
    )
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("reason of a flag")
        verbose_name_plural = _("reasons of flags")

    def __str__(self) -> str:
        return self.label or usual_reason(self.slug)


def usual_reason(slug: str) -> str:
    match slug:
        case "spam":
            return pgettext("flag", "Advertising or spam")
        case "rude":
            return pgettext("flag", "Rude or hurtful")
        case "personal":
            return pgettext("flag", "Personal data of somebody")
        case "off-topic":
            return pgettext("flag", "Does not belong here")
    return pgettext("flag", "Something else")


class FlagDecision(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("flag", "Was right")
    DISMISSED = "dismissed", pgettext_lazy("flag", "Was not right")


class Flag(models.Model):
    """Of one person about one post. `weight` is what it counted when it was raised."""

    topic = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="flags")
    #: Empty when the topic itself is flagged.
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.CASCADE, null=True, related_name="flags"
    )
    by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="flags"
    )
    reason = models.ForeignKey(FlagReason, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=limits.NOTE_LENGTH, blank=True)
    weight = models.FloatField(_("weight"), default=1)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=FlagDecision.choices, blank=True)
    decided_by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(fields=["by", "answer"], name="community_flag_answer"),
            models.UniqueConstraint(
                fields=["by", "topic"], condition=models.Q(answer=None), name="community_flag_topic"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="community_flag_open", condition=models.Q(decision=""))
        ]

    def __str__(self) -> str:
        return f"{self.reason_id}: {self.content}"

    @property
    def content(self) -> Topic | Answer:
        """The flagged topic or answer."""
        return self.answer or self.topic
