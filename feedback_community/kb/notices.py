"""What the knowledge base tells one person, in words, when it is read or sent."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback_community.kb.models import ArticleReview
from feedback_community.models import Notification
from feedback_community.notifications.notices import Notice


def tell_review_due(row: Notification) -> Notice | None:
    """Nothing when somebody verified or unpublished the article meanwhile."""
    reviews = ArticleReview.objects.select_related("article").filter(article__page__isnull=False)
    review = reviews.filter(article=row.data.get("article"), article__is_live=True).first()
    if review is None or not review.is_due or review.verified_until is None:
        return None
    words = {"title": review.article.title, "date": date_format(review.verified_until)}
    return Notice(
        title=_("Please review “%(title)s”") % words,
        text=_("It has been due since %(date)s. Correct it, or verify it as it stands.") % words,
        url=reverse("wagtailadmin_pages:edit", args=[review.article.page_id]),
        icon="history",
        reason=_("You get this mail because you are the owner of this article."),
    )
