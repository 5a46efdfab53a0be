"""Whether articles are still true, by date: verified until when, who is reminded, what is taken from view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.kb.conf import kb_settings
from feedback_community.kb.enums import Significance
from feedback_community.kb.models import ArticleFlag, ArticleRecord, ArticleReview
from feedback_community.kb.rights import check_verify
from feedback_community.models import Member

#: The name of the notice to an owner.
REVIEW_DUE = "kb_review_due"
#: An owner who did nothing hears of it again after so many days.
REMIND_AGAIN_DAYS = 30
#: Rows looked at together.
BATCH = 200


def until(interval_days: int) -> date | None:
    """None: never due."""
    return timezone.localdate() + timedelta(days=interval_days) if interval_days else None


def interval_of(page: Any) -> int:
    days = page.review_interval_days
    return kb_settings.REVIEW_INTERVAL_DAYS if days is None else int(days)


@transaction.atomic
def note_publication(record: ArticleRecord, page: Any, *, by: Member | None, significance: str) -> None:
    """Whoever published new content has looked at it; who mends a typo has not."""
    review, made = ArticleReview.objects.get_or_create(article=record)
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
    check_verify(by, articles)
    member = ensure_member(by)
    for article in articles:
        review, made = ArticleReview.objects.select_for_update().get_or_create(article=article)
        if made:
            page = article.page.specific
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


def remind_owners() -> int:
    """Periodic: a notice and a mail to the owner of each due article. Returns how many."""
    again = timezone.now() - timedelta(days=REMIND_AGAIN_DAYS)
    due = (
        ArticleReview.objects.filter(
            Q(reminded_at=None) | Q(reminded_at__lte=again),
            verified_until__lte=timezone.localdate(),
            article__is_live=True,
            owner__is_active=True,
        )
        .select_related("article", "owner")
        .order_by("pk")
    )
    count = 0
    while part := list(due[:BATCH]):
        for review in part:
            _remind(review)
        count += len(part)
    return count


@transaction.atomic
def _remind(review: ArticleReview) -> None:
    today = timezone.localdate()
    ArticleReview.objects.filter(pk=review.pk).update(reminded_at=timezone.now())
    notify(
        ensure_member(review.owner).pk,
        REVIEW_DUE,
        cause=f"kb_review:{review.article_id}:{today:%Y%m%d}",
        data={"article": review.article_id},
        by_mail=True,
    )


def unpublish_overdue() -> int:
    """Periodic, off unless the settings name a number of days: what nobody looked after leaves the site."""
    days = kb_settings.OVERDUE_UNPUBLISH_DAYS
    if days is None:
        return 0
    limit = timezone.localdate() - timedelta(days=days)
    overdue = ArticleReview.objects.filter(verified_until__lte=limit, article__is_live=True)
    count = 0
    for review in overdue.select_related("article__page").order_by("pk")[:BATCH]:
        page = review.article.page
        if page is not None and page.live:
            page.specific.unpublish()
            count += 1
    return count
