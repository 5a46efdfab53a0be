"""What feeds and sitemaps read. Only what everybody may read; no counting, no skipping."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from feedback_community import limits
from feedback_community.models import Answer, Topic

#: Keys that one part of the sitemap covers; the format allows 50,000 addresses.
SITEMAP_PART = 10_000


def latest_topics(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    latest = topics.order_by("-published_at", "-pk").select_related("author__user")
    return latest.defer("body", "body_text")[: limits.PAGE_SIZE]


def latest_answers(topic: Topic, count: int) -> QuerySet[Answer]:
    answers = Answer.objects.of_topic(topic).published().select_related("author__user")
    return answers.defer("body", "body_text").order_by("-created_at", "-pk")[:count]


def sitemap_parts() -> range:
    """Numbers of the parts: by ranges of keys, so that a part stays the same as others grow."""
    last = Topic.objects.order_by("-pk").values_list("pk", flat=True).first()
    return range(last // SITEMAP_PART + 1 if last else 1)


def sitemap_topics(topics: QuerySet[Topic], part: int) -> list[tuple[int, str, datetime]]:
    """Key, slug and time of the last activity of the topics in one part."""
    first = part * SITEMAP_PART
    rows = topics.filter(pk__gte=first, pk__lt=first + SITEMAP_PART).order_by("pk")
    return list(rows.values_list("pk", "slug", "last_activity_at"))
