"""What becomes of due articles: owners are reminded; where the site wishes so, the page leaves it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.kb.conf import kb_settings
from feedback_community.kb.models import ArticleReview

#: The name of the notice to an owner.
REVIEW_DUE = "kb_review_due"
#: An owner who did nothing hears of it again after so many days.
REMIND_AGAIN_DAYS = 30
#: Rows looked at together.
BATCH = 200


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
