"""OutboxMessage: a consequence that must not be lost, written with the change that causes it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.querysets.outbox import OutboxMessageQuerySet


class OutboxMessage(models.Model):
    """One event for one channel. A consumer takes it under a lease, retries, and deletes nothing."""

    channel = models.CharField(_("channel"), max_length=30)
    event = models.CharField(_("event"), max_length=60)
    #: Messages of one channel with the same key may be done as one; the last payload counts.
    key = models.CharField(_("key"), max_length=120, blank=True)
    payload = models.JSONField(_("ids"), default=dict)
    #: The same for all messages of one transaction, so that one act becomes one mail.
    group = models.CharField(max_length=32)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    available_at = models.DateTimeField(_("due"), default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)
    error = models.TextField(_("last error"), blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [
            models.Index(
                fields=["channel", "available_at", "id"],
                name="community_outbox_due",
                condition=models.Q(done_at=None, failed_at=None),
            ),
            models.Index(fields=["done_at"], name="community_outbox_done"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.event} {self.key}"


class ScheduleRun(models.Model):
    """When a piece of periodic work last ran, and who is running it now. The worker's sign of life too."""

    name = models.CharField(max_length=60, primary_key=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
