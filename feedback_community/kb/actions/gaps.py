"""What people look for and no article says: found every night, ranked by how many people they are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Site

from feedback_community.enums import ForumVisibility, TopicType
from feedback_community.kb.clusters import clusters, key_of
from feedback_community.kb.enums import GapKind, GapState
from feedback_community.kb.models import ContentGap
from feedback_community.kb.permissions import PROMOTE, demand, rights_of
from feedback_community.models import SearchRecord, Topic

#: What is looked back on.
WINDOW = timedelta(days=90)
#: Fewer people are no gap.
PEOPLE = 2
#: Gaps of each kind that are kept for a site, queries and topics looked at, and named with each.
KEPT, QUERIES, TOPICS, NAMED = 200, 5_000, 2_000, 10


def find_gaps() -> int:
    """Periodic. Returns how many gaps there are now. What nobody looks for any more goes, unless somebody
    decided about it."""
    started = timezone.now()
    count = sum(_gaps_of(site) for site in Site.objects.order_by("pk"))
    ContentGap.objects.filter(state=GapState.OPEN, last_seen_at__lt=started).delete()
    return count


def _gaps_of(site: Site) -> int:
    found = [*_searches(site), *_questions(site)]
    for gap in found:
        _keep(site, **gap)
    return len(found)


def _searches(site: Site) -> list[dict[str, Any]]:
    """Searches that found nothing; the same words in another order are the same search."""
    rows = (
        SearchRecord.objects.filter(site=site, result_count=0, created_at__gte=timezone.now() - WINDOW)
        .values("query")
        .annotate(people=Count("session_key", distinct=True))
        .order_by("-people", "query")
        .values_list("query", "people")[:QUERIES]
    )
    people: Counter[str] = Counter()
    queries: dict[str, list[str]] = {}
    for query, number in rows:
        key = key_of(query)
        people[key] += number
        queries.setdefault(key, []).append(query)
    return [
        {
            "kind": GapKind.SEARCH,
            "key": key,
            "title": queries[key][0],
            "weight": number,
            "queries": queries[key][:NAMED],
        }
        for key, number in people.most_common(KEPT)
        if number >= PEOPLE and key
    ]


def _questions(site: Site) -> list[dict[str, Any]]:
    """Public questions and problems that are alike, and that nobody answered for the company or solved."""
    rows = (
        Topic.objects.public()
        .filter(
            forum__site=site,
            forum__visibility=ForumVisibility.PUBLIC,
            topic_type__in=(TopicType.QUESTION, TopicType.PROBLEM),
            official_answer=None,
            solution=None,
            article_sources=None,
            published_at__gte=timezone.now() - WINDOW,
        )
        .order_by("-published_at", "-pk")
        .values_list("pk", "title", "vote_count")[:TOPICS]
    )
    titles = {pk: title for pk, title, _votes in rows}
    votes = {pk: votes for pk, _title, votes in rows}
    gaps: list[dict[str, Any]] = []
    for group in clusters(titles):
        weight = len(group) + sum(votes[pk] for pk in group)
        leading = max(group, key=lambda pk: (votes[pk], -pk))
        gaps.append(
            {
                "kind": GapKind.TOPICS,
                "key": f"topic:{min(group)}",
                "title": titles[leading],
                "weight": weight,
                "topics": sorted(group, key=lambda pk: (-votes[pk], pk))[:NAMED],
            }
        )
    gaps.sort(key=lambda gap: -gap["weight"])
    return gaps[:KEPT]


def _keep(site: Site, *, kind: str, key: str, title: str, weight: int, **found: Any) -> None:
    now = timezone.now()
    ContentGap.objects.update_or_create(
        site=site,
        kind=kind,
        key=key,
        defaults={"title": title[:255], "weight": weight, "last_seen_at": now, **found},
    )


@transaction.atomic
def dismiss_gap(gap: ContentGap, *, by: Any) -> bool:
    """There is nothing to write about; it does not come back."""
    demand(PROMOTE in rights_of(by))
    open_ones = ContentGap.objects.filter(pk=gap.pk, state=GapState.OPEN)
    return bool(open_ones.update(state=GapState.DISMISSED))
