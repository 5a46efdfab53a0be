"""The queues that staff work through: each narrows and orders topics, none counts them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback_community import limits
from feedback_community.enums import (
    CLOSED_STATUS_KINDS,
    COMPANY_ROLES,
    ModerationState,
    StatusKind,
    TopicType,
)
from feedback_community.querysets.topics import TopicQuerySet

if TYPE_CHECKING:
    from feedback_community.models import Member

#: Types on which nobody waits for a word of the company.
TALK = (TopicType.PRAISE, TopicType.UPDATE)


def open_topics(topics: TopicQuerySet) -> TopicQuerySet:
    """Published, open, and of a status that is not an end."""
    return topics.published().filter(closed_at=None).exclude(status__kind__in=CLOSED_STATUS_KINDS)


def _answers() -> QuerySet[Any]:
    answers = apps.get_model("feedback_community", "Answer")._default_manager
    return answers.filter(topic=OuterRef("pk"), state=ModerationState.PUBLISHED)


def _answered_by_company() -> Exists:
    return Exists(_answers().filter(author_role__in=COMPANY_ROLES))


def fresh(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """Nobody of the company has said a word and nobody looks after them yet, newest first."""
    untouched = open_topics(topics).filter(assignment__assignee=None)
    return untouched.filter(~_answered_by_company()).order_by("-published_at", "-pk")


def unanswered(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """No answer by anybody, longest waiting first."""
    return open_topics(topics).awaiting_answer().order_by("published_at", "pk")


def waiting_for_us(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """The last word is a customer's and we have not asked for details since, longest waiting first."""
    last_role = Subquery(_answers().order_by("-published_at", "-pk").values("author_role")[:1])
    waiting = open_topics(topics).exclude(topic_type__in=TALK).filter(assignment__info_asked_at=None)
    spoken = waiting.alias(last_role=last_role)
    unsolved = spoken.filter(Q(last_role=None) | ~Q(last_role__in=COMPANY_ROLES), solution=None)
    return unsolved.order_by("last_activity_at", "pk")


def waiting_for_customer(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """We asked for details: the company's clock stands still."""
    asked = open_topics(topics).filter(assignment__info_asked_at__isnull=False)
    return asked.order_by("assignment__info_asked_at", "pk")


def mine(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """What I look after, longest quiet first."""
    if me is None:
        return topics.none()
    return open_topics(topics).filter(assignment__assignee=me).order_by("last_activity_at", "pk")


def overdue_ideas(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """Ideas open for more than 30 days without a word from the company, most wanted first."""
    before = timezone.now() - timedelta(days=limits.OVERDUE_IDEA_DAYS)
    ideas = open_topics(topics).of_type(TopicType.IDEA).filter(published_at__lt=before)
    silent = ideas.filter(~_answered_by_company(), status__kind=StatusKind.OPEN)
    return silent.order_by("-vote_count", "-pk")


def fast_growing(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """Problems that many people met within a day, the most of them first."""
    since = timezone.now() - timedelta(days=1)
    # Votes of a day are few: grouped first, so that no topic without any is looked at.
    votes = apps.get_model("feedback_community", "Vote")._default_manager
    recent = votes.filter(topic__isnull=False, created_at__gt=since).order_by().values("topic")
    growing = recent.annotate(n=Count("pk")).filter(n__gte=limits.FAST_GROWTH_VOTES)
    problems = open_topics(topics).of_type(TopicType.PROBLEM).filter(pk__in=growing.values("topic"))
    count = Subquery(
        votes.filter(topic=OuterRef("pk"), created_at__gt=since)
        .order_by()
        .values("topic")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return problems.annotate(recent_votes=count).order_by("-recent_votes", "-pk")


def private_requests(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """The customers' direct line, longest waiting first."""
    return open_topics(topics).filter(is_private=True).order_by(F("last_activity_at"), "pk")


def wanted_ideas(topics: TopicQuerySet, me: Member | None) -> TopicQuerySet:
    """Open ideas, most wanted first."""
    return open_topics(topics).of_type(TopicType.IDEA).order_by("-vote_count", "-pk")


def through_lens(topics: TopicQuerySet, users: QuerySet[Any]) -> TopicQuerySet:
    """The same topics ordered by the votes of these users only, with `lens_votes`."""
    votes = apps.get_model("feedback_community", "Vote")._default_manager
    counted = votes.filter(topic=OuterRef("pk"), voter__user__in=users.order_by().values("pk"))
    count = Subquery(counted.order_by().values("topic").annotate(n=Count("pk")).values("n"))
    return topics.annotate(lens_votes=Coalesce(count, 0)).order_by("-lens_votes", "-vote_count", "-pk")
