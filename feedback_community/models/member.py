"""Member: a person of the community beside the host's user."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import TrustLevel
from feedback_community.models.base import KeptUid
from feedback_community.querysets.members import MemberQuerySet

#: In `Member.suspended_until`: until somebody lifts it.
NO_END = datetime(9999, 1, 1, tzinfo=UTC)


class Member(KeptUid):
    """What the community knows of a person.

    Posts, votes and subscriptions belong to a member, so that people brought by an import (a *stub*:
    a member without a user) and people who left (the user is gone) need no second kind of row.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="feedback_community_member",
        verbose_name=_("user"),
    )
    handle = models.SlugField(
        _("handle"),
        max_length=limits.HANDLE_LENGTH,
        unique=True,
        help_text=_("Letters, digits and dashes: @handle."),
    )
    stub_name = models.CharField(_("name without an account"), max_length=limits.NAME_LENGTH, blank=True)
    language = models.CharField(_("language of mails"), max_length=16, blank=True)
    #: "channel:kind" → timing, where the person chose another than the default. See `notifications.types`.
    preferences = models.JSONField(default=dict, blank=True, editable=False)
    is_former_employee = models.BooleanField(_("former employee"), default=False)
    is_anonymised = models.BooleanField(_("anonymised"), default=False, editable=False)
    trust = models.PositiveSmallIntegerField(
        _("trust level"), choices=TrustLevel.choices, default=TrustLevel.NEW, editable=False
    )
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    created_at = models.DateTimeField(_("member since"), default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return f"@{self.handle}"

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:person", args=[self.handle])

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > timezone.now()
