"""Take back what an import of one source brought: a demo, or a mistake. Gone for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from reversion.models import Revision, Version

from feedback_community.comments import bulk
from feedback_community.models import (
    Answer,
    CommunityTag,
    Forum,
    Member,
    Subscription,
    Topic,
    Vote,
)
from feedback_community.outbox import queue

BATCH = 500


def remove_source(source: str, *, site: Any) -> Counter[str]:
    """Delete every row whose kept id begins with the source's name, and all that stands in its forums.

    Votes and answers that others added to its topics go with them; a member of the source who has posted
    elsewhere stays. Returns how many rows went, by type.
    """
    mine = Q(uid__startswith=f"{source}:")
    removed: Counter[str] = Counter()
    forums = Forum.objects.filter(mine, site=site)
    tags = set(CommunityTag.objects.filter(topics__forum__in=forums).values_list("pk", flat=True))
    for pks in _batches(Topic.objects.filter(Q(forum__in=forums) | mine, forum__site=site)):
        removed += _remove_topics(pks)
    for rows in (Vote.objects.filter(mine), Subscription.objects.filter(mine)):
        removed[rows.model.__name__.lower()] += rows.delete()[0]
    removed["forum"] += forums.count()
    forums.delete()
    unused = CommunityTag.objects.filter(pk__in=tags, tagged_topics=None, subscriptions=None)
    removed["tag"] += unused.count()
    unused.delete()
    gone = Member.objects.filter(mine, topics=None, answers=None, votes=None)
    removed["person"] += gone.count()
    gone.delete()
    return removed


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield pks


@transaction.atomic
def _remove_topics(pks: list[int]) -> Counter[str]:
    answers = dict(Answer.objects.filter(topic__in=pks).values_list("pk", "comment_id"))
    _remove_versions(Topic, pks)
    _remove_versions(Answer, answers)
    _total, by_model = Topic.objects.filter(pk__in=pks).delete()
    bulk.delete_comments([pk for pk in answers.values() if pk is not None])
    queue.reindex_many(pks)
    names = {"Topic": "topic", "Answer": "answer", "Vote": "vote", "Subscription": "subscription"}
    return Counter(
        {names[label.split(".")[1]]: n for label, n in by_model.items() if label.split(".")[1] in names}
    )


def _remove_versions(model: Any, pks: Any) -> None:
    versions = Version.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in pks]
    )
    revisions = list(versions.values_list("revision", flat=True).distinct())
    versions.delete()
    Revision.objects.filter(pk__in=revisions, version=None).delete()
