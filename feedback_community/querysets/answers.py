from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models

from feedback_community.enums import ELSEWHERE, ModerationState

if TYPE_CHECKING:
    from feedback_community.models import Member, Topic


class AnswerQuerySet(models.QuerySet):
    def of_topic(self, topic: Topic) -> Self:
        return self.filter(topic=topic)

    def published(self) -> Self:
        return self.filter(state=ModerationState.PUBLISHED)

    def in_thread(self) -> Self:
        """What a thread shows: published answers, and as stubs those removed or split off."""
        return self.filter(state__in=(ModerationState.PUBLISHED, ModerationState.REMOVED, *ELSEWHERE))

    def top_level(self) -> Self:
        return self.filter(parent=None)

    def by_author(self, member: Member) -> Self:
        return self.filter(author=member)

    def with_my_vote(self, member: Member | None) -> Self:
        """Adds `voted`: whether this member found the answer helpful."""
        if member is None:
            return self.annotate(voted=models.Value(False))
        votes = apps.get_model("feedback_community", "Vote")
        mine = votes._default_manager.filter(answer=models.OuterRef("pk"), voter=member)
        return self.annotate(voted=models.Exists(mine))
