"""Rank: a name for a range of points. A label only; rights hang on privileges."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback_community.reputation.enums import Colour, Icon

#: The usual ranks: key, word, points.
USUAL_WORDS = {
    "newcomer": pgettext_lazy("rank", "Newcomer"),
    "participant": pgettext_lazy("rank", "Participant"),
    "regular": pgettext_lazy("rank", "Regular"),
    "expert": pgettext_lazy("rank", "Expert"),
    "sage": pgettext_lazy("rank", "Sage"),
}


class Rank(models.Model):
    #: Names a usual word that is translated for each reader; "" for ranks made in the admin.
    key = models.CharField(max_length=20, blank=True, editable=False)
    name = models.CharField(
        _("name"),
        max_length=40,
        blank=True,
        help_text=_("Empty: the usual word, in the reader's language."),
    )
    threshold = models.PositiveIntegerField(_("from points"), unique=True)
    icon = models.CharField(_("icon"), max_length=20, choices=Icon.choices, default=Icon.PERSON)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.GREY)

    class Meta:
        ordering = ["threshold"]
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")

    def __str__(self) -> str:
        return self.name or str(USUAL_WORDS.get(self.key, "")) or f"{self.threshold}+"
