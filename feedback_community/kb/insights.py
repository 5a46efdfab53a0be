"""What readers and searches say of one article: for the panel beside its editor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from feedback_community.kb.documents import page_model
from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models import ArticleRecord, ArticleVersion, HelpfulVote
from feedback_community.models import SearchRecord
from feedback_community.search import text

#: What is looked back on; searches and comments that are named.
WINDOW = timedelta(days=90)
NAMED = 8
#: Searches without a result that are compared with the article's words.
SEARCHES = 500


@dataclass(frozen=True, slots=True)
class Helpfulness:
    """Of the present version, and of the one before it."""

    yes: int = 0
    no: int = 0
    before_yes: int = 0
    before_no: int = 0
    reasons: Sequence[tuple[str, int]] = ()
    comments: Sequence[str] = field(default_factory=list)


def helpfulness_of(record: ArticleRecord) -> Helpfulness:
    versions = list(ArticleVersion.objects.filter(article=record).order_by("-number")[:2])
    if not versions:
        return Helpfulness()
    now, before = versions[0], versions[1] if len(versions) > 1 else None
    said = HelpfulVote.objects.filter(version__article=record, is_helpful=False)
    counted = said.exclude(reason="").values_list("reason").annotate(number=Count("pk")).order_by("-number")
    comments = said.exclude(comment="").order_by("-created_at").values_list("comment", flat=True)
    return Helpfulness(
        now.helpful_count,
        now.unhelpful_count,
        before.helpful_count if before else 0,
        before.unhelpful_count if before else 0,
        [(str(HelpfulReason(reason).label), number) for reason, number in counted],
        list(comments[:NAMED]),
    )


def searches_to(record: ArticleRecord) -> list[tuple[str, int]]:
    """Searches from which people came here, with how many did."""
    key = f"{page_model()._meta.label_lower}.{record.page_id}"
    rows = SearchRecord.objects.filter(clicked_document=key, created_at__gte=timezone.now() - WINDOW)
    counted = rows.values_list("query").annotate(number=Count("session_key", distinct=True))
    return [(query, number) for query, number in counted.order_by("-number", "query")[:NAMED]]


def searches_in_vain(title: str) -> list[tuple[str, int]]:
    """Searches that found nothing and have a telling word in common with the article's title."""
    telling = {word for word in text.words(title) if len(word) > 3}
    rows = (
        SearchRecord.objects.filter(result_count=0, created_at__gte=timezone.now() - WINDOW)
        .order_by("-created_at")
        .values_list("query", flat=True)[:SEARCHES]
    )
    counted = Counter(query for query in rows if telling & set(text.words(query)))
    return counted.most_common(NAMED)
