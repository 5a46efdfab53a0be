"""Badge: a mark for a deed. BadgeAward: its giving; one row for each person, whose level may rise."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback_community import limits
from feedback_community.reputation.enums import Colour, Icon

#: The usual badges: key, name, what it is given for.
USUAL_WORDS = {
    "curious": (pgettext_lazy("badge", "Curious"), _("For the first question.")),
    "solver": (pgettext_lazy("badge", "Problem solver"), _("For answers that were marked as the solution.")),
    "helper": (pgettext_lazy("badge", "Helper"), _("For answers that others found helpful.")),
    "inventor": (pgettext_lazy("badge", "Inventor"), _("For ideas that were carried out.")),
    "pioneer": (
        pgettext_lazy("badge", "Pioneer"),
        _("For early votes for ideas that were carried out later."),
    ),
    "source": (pgettext_lazy("badge", "Source"), _("For answers that went into an article.")),
    "thanks": (pgettext_lazy("badge", "Thank you"), _("Given by hand, for something special.")),
}


def first_level() -> list[int]:
    return [1]


class Badge(models.Model):
    #: Names usual words that are translated for each reader; "" for badges made in the admin.
    key = models.CharField(max_length=40, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    description = models.TextField(_("what it is given for"), blank=True)
    #: Name of a rule class; "" for a badge that is given by hand.
    rule = models.CharField(_("given by"), max_length=60, blank=True)
    thresholds = models.JSONField(_("levels"), default=first_level, blank=True)
    icon = models.CharField(_("icon"), max_length=20, choices=Icon.choices, default=Icon.FEATURED)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.AMBER)
    is_active = models.BooleanField(_("given at present"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("badge")
        verbose_name_plural = _("badges")

    def __str__(self) -> str:
        return self.name or str(USUAL_WORDS[self.key][0] if self.key in USUAL_WORDS else self.slug)

    @property
    def meaning(self) -> str:
        """What it is given for, in the reader's language where the words are ours."""
        return self.description or str(USUAL_WORDS[self.key][1] if self.key in USUAL_WORDS else "")

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:badge", args=[self.slug])


class BadgeAward(models.Model):
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="awards", verbose_name=_("badge"))
    member = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("member"),
    )
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    awarded_at = models.DateTimeField(_("given"), default=timezone.now)
    #: Who gave it by hand, and why.
    by = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=limits.NOTE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [models.UniqueConstraint(fields=["member", "badge"], name="reputation_award_once")]
        indexes = [models.Index(fields=["badge", "-awarded_at", "-id"], name="reputation_award_holders")]

    def __str__(self) -> str:
        return f"{self.badge_id}: {self.member_id}"
