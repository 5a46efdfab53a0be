"""Notification: one cause, one recipient, one channel. The bell reads the same rows as the mails."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from feedback_community.enums import NotificationChannel, NotificationKind, NotificationState


class Notification(models.Model):
    recipient = models.ForeignKey(
        "feedback_community.Member", on_delete=models.CASCADE, related_name="notifications"
    )
    #: Empty for a notice: something told to one person that is not about a topic.
    topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.CASCADE, null=True, related_name="notifications"
    )
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.CASCADE, null=True, related_name="+"
    )
    actor = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    channel = models.CharField(max_length=10, choices=NotificationChannel.choices)
    #: What happened, once: "answer:12", "status:34". Never twice to one person by one channel.
    cause = models.CharField(max_length=80)
    #: Mails of one act to one person about one topic leave as one; the rest are lines in it.
    group = models.CharField(max_length=32)
    #: The summary the mail goes into, "daily:2026-05-04:1"; "" for a mail of its own.
    digest = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=NotificationState.choices, default=NotificationState.PENDING
    )
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "cause", "channel"], name="community_notification_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="community_notification_due",
                condition=models.Q(channel=NotificationChannel.EMAIL, state=NotificationState.PENDING),
            ),
            models.Index(fields=["recipient", "channel", "-id"], name="community_notification_bell"),
            models.Index(
                fields=["recipient"],
                name="community_notification_unread",
                condition=models.Q(channel=NotificationChannel.SITE, read_at=None),
            ),
            models.Index(fields=["recipient", "channel", "-sent_at"], name="community_notification_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.kind}"
