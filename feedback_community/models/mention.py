"""Mention: a row of its own, so that renaming or erasing a person finds the texts to render again."""

from __future__ import annotations

from django.db import models


class Mention(models.Model):
    member = models.ForeignKey("feedback_community.Member", on_delete=models.CASCADE, related_name="mentions")
    topic = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="mentions")
    #: Empty when the mention stands in the topic's own text.
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.CASCADE, null=True, related_name="mentions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "answer"], name="community_mention_answer"),
            models.UniqueConstraint(
                fields=["member", "topic"],
                condition=models.Q(answer=None),
                name="community_mention_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.topic_id}"
