"""TopicEvent: a topic's history, append-only. The timeline, the audit and the analytics read these rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from feedback_community.enums import EventKind


class TopicEvent(models.Model):
    topic = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="events")
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    #: What it was and what it became: a status, a forum, the primary key of an answer, a type.
    before = models.CharField(max_length=255, blank=True)
    after = models.CharField(max_length=255, blank=True)
    #: Words meant for readers: the reason, the note.
    text = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["topic", "at", "id"], name="community_event_topic")]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.kind}"
