"""Subscription: who hears of what, and how much of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.enums import SubscriptionLevel, SubscriptionReason, Timing
from feedback_community.models.base import KeptUid


class Subscription(KeptUid):
    """One member's wish about one topic, forum or tag. A wish made by choice beats a default."""

    member = models.ForeignKey(
        "feedback_community.Member", on_delete=models.CASCADE, related_name="subscriptions"
    )
    topic = models.ForeignKey(
        "feedback_community.Topic",
        on_delete=models.CASCADE,
        null=True,
        related_name="subscriptions",
    )
    forum = models.ForeignKey(
        "feedback_community.Forum",
        on_delete=models.CASCADE,
        null=True,
        related_name="subscriptions",
    )
    tag = models.ForeignKey(
        "feedback_community.CommunityTag",
        on_delete=models.CASCADE,
        null=True,
        related_name="subscriptions",
    )
    level = models.CharField(
        _("level"), max_length=10, choices=SubscriptionLevel.choices, default=SubscriptionLevel.ALL
    )
    #: When mails about this leave, where it differs from the person's own settings.
    mail = models.CharField(_("mails"), max_length=10, choices=Timing.choices, blank=True)
    #: What differs from the person's own settings, as there: "channel:kind" → timing.
    preferences = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=SubscriptionReason.choices)
    #: The merge that copied the wish from the duplicate; empty again once the member has said anything new.
    merge = models.ForeignKey(
        "feedback_community.Merge", on_delete=models.SET_NULL, null=True, related_name="subscriptions"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["member", "topic"], name="community_subscription_topic"),
            models.UniqueConstraint(fields=["member", "forum"], name="community_subscription_forum"),
            models.UniqueConstraint(fields=["member", "tag"], name="community_subscription_tag"),
            models.CheckConstraint(
                condition=models.Q(topic__isnull=False, forum__isnull=True, tag__isnull=True)
                | models.Q(topic__isnull=True, forum__isnull=False, tag__isnull=True)
                | models.Q(topic__isnull=True, forum__isnull=True, tag__isnull=False),
                name="community_subscription_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.level}"
