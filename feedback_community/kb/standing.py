"""Which topics stand for the sources of an article now: those themselves, or what they were merged into."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from feedback_community.models import Merge
from feedback_community.querysets.topics import TopicQuerySet


def standing_for(topics: TopicQuerySet, ids: Iterable[int]) -> TopicQuerySet:
    """Of these topics, the ones that the sources with these ids lead to."""
    wanted = list(ids)
    survivors = Merge.objects.filter(duplicate__in=wanted).values("survivor")
    return topics.filter(Q(pk__in=wanted) | Q(pk__in=survivors))


def survivors_of(ids: Iterable[int]) -> dict[int, int]:
    """The topic in which each merged one is discussed."""
    return dict(Merge.objects.filter(duplicate__in=list(ids)).values_list("duplicate_id", "survivor_id"))
