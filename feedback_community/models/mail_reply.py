"""MailReply: a mail that was taken for an answer, so that the same one is taken once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReplyOutcome(models.TextChoices):
    POSTED = "posted", pgettext_lazy("mail reply", "Posted")
    REFUSED = "refused", pgettext_lazy("mail reply", "Refused")


class MailReply(models.Model):
    """No address and no text of the mail: a keyed hash of its Message-ID, and what became of it."""

    key = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey("feedback_community.Member", on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReplyOutcome.choices)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("reply by mail")
        verbose_name_plural = _("replies by mail")

    def __str__(self) -> str:
        return f"{self.member_id}: {self.outcome}"
