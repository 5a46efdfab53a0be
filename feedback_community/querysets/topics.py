"""Reads of topics, chainable, in the business's words. None of them counts or skips rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.utils import timezone

from feedback_community.enums import ModerationState, StatusKind, TopicType

if TYPE_CHECKING:
    from feedback_community.models import Forum, Member


class TopicQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=ModerationState.PUBLISHED)

    def public(self) -> Self:
        """Published and not private: what anybody who sees the forum sees."""
        return self.published().filter(is_private=False)

    def in_forum(self, forum: Forum) -> Self:
        return self.filter(forum=forum)

    def of_type(self, topic_type: str) -> Self:
        return self.filter(topic_type=topic_type)

    def with_status_kind(self, *kinds: str) -> Self:
        return self.filter(status__kind__in=kinds)

    def tagged(self, slug: str) -> Self:
        return self.filter(tagged_items__tag__slug=slug)

    def about(self, content_type_id: int, object_id: str) -> Self:
        """Topics about one page or object of the host."""
        return self.filter(links__content_type=content_type_id, links__object_id=object_id)

    def by_author(self, member: Member) -> Self:
        return self.filter(author=member)

    def followed_by(self, member: Member) -> Self:
        return self.filter(subscriptions__member=member, subscriptions__level__in=("all", "official"))

    def voted_by(self, member: Member) -> Self:
        return self.filter(votes__voter=member)

    def awaiting_answer(self) -> Self:
        """Questions, problems and ideas nobody has answered yet."""
        return self.filter(answer_count=0, closed_at=None).exclude(
            topic_type__in=(TopicType.PRAISE, TopicType.UPDATE)
        )

    def with_official_answer(self) -> Self:
        return self.filter(official_answer__isnull=False)

    def solved(self) -> Self:
        return self.filter(solution__isnull=False)

    def featured(self) -> Self:
        return self.filter(featured_until__gt=timezone.now()).order_by("-featured_until", "-id")

    def known_problems(self) -> Self:
        """Problems still open, the most felt first."""
        ended = (StatusKind.DONE, StatusKind.DECLINED, StatusKind.DUPLICATE)
        return self.of_type(TopicType.PROBLEM).exclude(status__kind__in=ended).order_by("-vote_count", "-id")

    def with_my_vote(self, member: Member | None) -> Self:
        """Adds `voted`: whether this member's vote stands on the topic."""
        if member is None:
            return self.annotate(voted=models.Value(False))
        votes = apps.get_model("feedback_community", "Vote")
        mine = votes._default_manager.filter(topic=models.OuterRef("pk"), voter=member)
        return self.annotate(voted=models.Exists(mine))

    def with_my_level(self, member: Member) -> Self:
        """Adds `my_level`: what this member wishes to hear of the topic, None for no wish yet."""
        wishes = apps.get_model("feedback_community", "Subscription")
        mine = wishes._default_manager.filter(topic=models.OuterRef("pk"), member=member)
        return self.annotate(my_level=models.Subquery(mine.values("level")[:1]))

    def in_order_of(self, pks: Iterable[int], order: str) -> Self:
        """These topics by one of the list's orders instead of the engine's."""
        return self.filter(pk__in=pks).order_by(order, "-pk")

    def for_list(self) -> Self:
        """Only what a row of a list prints, with status and author; long texts stay in the database."""
        unread = ("body", "body_html", "body_text", "uid", "renderer_version", "language", "public_consent")
        return self.select_related("status", "author__user").defer(*unread)
