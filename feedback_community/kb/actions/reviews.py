"""Whether articles are still true, by date: who said so, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community.actions.members import ensure_member
from feedback_community.kb.conf import kb_settings
from feedback_community.kb.enums import Significance
from feedback_community.kb.models import ArticleFlag, ArticleRecord, ArticleReview
from feedback_community.kb.permissions import can_edit, can_verify, demand
from feedback_community.models import Member
from feedback_community.querysets.prepared import Prepared, columns_of, key

REVIEW = columns_of(ArticleReview)
_read_review = Prepared(
    ArticleReview,
    lambda: ArticleReview.objects.filter(article=key("record")).values_list(*REVIEW),
    to_write=True,
)


def until(interval_days: int) -> date | None:
    """None: never due."""
    return timezone.localdate() + timedelta(days=interval_days) if interval_days else None


def interval_of(page: Any) -> int:
    days = page.review_interval_days
    return kb_settings.REVIEW_INTERVAL_DAYS if days is None else int(days)


@transaction.atomic(savepoint=False)
def note_publication(record: ArticleRecord, page: Any, *, by: Member | None, significance: str) -> None:
    """Whoever published new content has looked at it; who mends a typo has not."""
    rows = _read_review(record=record.pk)
    review = ArticleReview.from_db(_read_review.alias, REVIEW, rows[0]) if rows else None
    made, review = review is None, review or ArticleReview(article=record)
    review.owner_id = page.article_owner_id or page.owner_id
    interval, review.interval_days = review.interval_days, interval_of(page)
    if made or significance != Significance.TYPO:
        _stamp(review, by)
    elif interval != review.interval_days and review.verified_at is not None:
        seen = timezone.localdate(review.verified_at)
        review.verified_until = seen + timedelta(days=review.interval_days) if review.interval_days else None
    review.save()


@transaction.atomic
def verify_articles(articles: Sequence[ArticleRecord], *, by: Any) -> int:
    """They are true as they stand: due again after their interval, and what spoke against them is settled."""
    pages = [article.page for article in articles]
    allowed = can_verify(by) and all(page is not None and can_edit(by, page) for page in pages)
    demand(allowed, _("You may not verify these articles."))
    member = ensure_member(by)
    for article in articles:
        review, made = ArticleReview.objects.select_for_update().get_or_create(article=article)
        if made:
            page: Any = article.page and article.page.specific
            review.owner_id, review.interval_days = page.article_owner_id or page.owner_id, interval_of(page)
        _stamp(review, member)
        review.save()
    ArticleFlag.objects.filter(article__in=articles, settled_at=None).update(settled_at=timezone.now())
    return len(articles)


def _stamp(review: ArticleReview, member: Member | None) -> None:
    review.verified_at = timezone.now()
    review.verified_by = member
    review.verified_until = until(review.interval_days)
    review.reminded_at = None
