"""CommunitySettings: one row per Wagtail site."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="group")
class CommunitySettings(BaseSiteSetting):
    """Name and texts of a site's community."""

    name = models.CharField(_("name"), max_length=100, blank=True, help_text=_("Empty: “Community”."))
    intro = models.TextField(
        _("welcome text"),
        blank=True,
        help_text=_("One or two sentences on the home of the community."),
    )
    company_name = models.CharField(
        _("name of the company"),
        max_length=100,
        blank=True,
        help_text=_("Shown beside official answers."),
    )
    ask_hint = models.TextField(
        _("hint beside the ask form"),
        blank=True,
        help_text=_("For instance: never post your contract number here."),
    )
    from_email = models.EmailField(
        _("sender of mails"), blank=True, help_text=_("Empty: as in the settings of the site.")
    )
    read_only = models.BooleanField(_("read-only"), default=False, help_text=_("Nobody but staff can write."))

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
