"""A page about topics went live: their people can be told, once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import CharField, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community.actions.history import audit
from feedback_community.actions.members import ensure_member
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.statuses import change_status
from feedback_community.enums import CLOSED_STATUS_KINDS, StatusKind
from feedback_community.exceptions import CommunityError, InvalidChange
from feedback_community.kb.enums import OfferState
from feedback_community.kb.models import ArticleSource, ClosingOffer
from feedback_community.kb.permissions import can_publish, demand
from feedback_community.models import Merge, Status, Topic, TopicLink
from feedback_community.permissions.policy import get_policy
from feedback_community.querysets.prepared import Prepared, Slot, key
from feedback_community.web.about import type_of

#: Topics that one page is offered for.
TOPICS = 500


def _about() -> QuerySet[Topic, Any]:
    """Open topics linked to the page, those the article was made from, and what these were merged into."""
    linked = TopicLink.objects.filter(content_type=key("type"), object_id=Slot("object", CharField()))
    sources = ArticleSource.objects.filter(article__page=key("page"), topic__isnull=False)
    merged = Merge.objects.filter(duplicate__article_sources__article__page=key("page"))
    about = linked.values("topic").union(sources.order_by().values("topic"), merged.values("survivor"))
    topics = Topic.objects.published().filter(pk__in=about, closed_at=None)
    open_ones = topics.exclude(status__kind__in=CLOSED_STATUS_KINDS)
    return open_ones.values_list("pk").order_by("pk")[:TOPICS]


_read_topics_about = Prepared(Topic, _about)


def topics_about(page: Any) -> list[int]:
    values = {"type": type_of(page).pk, "object": str(page.pk), "page": page.pk}
    return [pk for (pk,) in _read_topics_about(**values)]


def offer_closing(page: Any) -> None:
    """One offer for each topic about the page. A page that is published again offers nothing again."""
    if page.alias_of_id or not page.live:
        return
    offers = [ClosingOffer(page_id=page.pk, topic_id=pk) for pk in topics_about(page)]
    if offers:
        with transaction.atomic():
            ClosingOffer.objects.bulk_create(offers, ignore_conflicts=True)


def may_decide(user: Any, offer: ClosingOffer) -> bool:
    """Whoever publishes the page, or answers for the company in the topic's forum."""
    if get_policy().can_answer_officially(user, offer.topic):
        return True
    return can_publish(user, offer.page.specific)


@transaction.atomic
def close_loop(offer: ClosingOffer, *, by: Any, body: str = "", status: Status | None = None) -> None:
    """Post the official answer (its followers hear of it, and of the status, in one mail), or set the status
    quietly when there is no text. Raises InvalidChange when somebody was faster."""
    locked = _lock(offer)
    demand(may_decide(by, locked))
    if not body.strip() and status is None:
        raise InvalidChange(_("Please write an answer, choose a status, or dismiss the offer."))
    topic = locked.topic
    if body.strip():
        post_official_answer(topic, by=by, body=body, new_status=status)
    elif status is not None:
        change_status(topic, to=status, by=by, note=_told_by(locked), notify=False)
    _decide(locked, OfferState.DONE, by=by, status=status)
    audit(topic, "kb.close_loop", user=by, page=locked.page_id)


@transaction.atomic
def dismiss_offer(offer: ClosingOffer, *, by: Any) -> None:
    locked = _lock(offer)
    demand(may_decide(by, locked))
    _decide(locked, OfferState.DISMISSED, by=by, status=None)


@transaction.atomic
def reopen_topics(page: Any) -> None:
    """The page is gone again: topics that were closed with it go back to review, and nobody gets a mail."""
    done = ClosingOffer.objects.filter(page=page.pk, state=OfferState.DONE, status__isnull=False)
    for offer in done.select_related("topic__forum__site", "topic__status", "decided_by__user"):
        user = offer.decided_by.user if offer.decided_by is not None else None
        if user is None or offer.topic.status_id != offer.status_id:
            continue
        site = offer.topic.forum.site
        review = Status.objects.filter(site=site, kind=StatusKind.UNDER_REVIEW).first()
        if review is not None:
            _back_to(review, offer.topic, by=user)


def _back_to(status: Status, topic: Topic, *, by: Any) -> None:
    try:
        change_status(topic, to=status, by=by, note=_("The page is not there any more."), notify=False)
    except CommunityError:
        # Who had set it may not any more, or the forum has no such status: then a person decides.
        return


def _lock(offer: ClosingOffer) -> ClosingOffer:
    locked = ClosingOffer.objects.select_for_update().get(pk=offer.pk)
    if locked.state != OfferState.OPEN:
        raise InvalidChange(_("Somebody has done this already."))
    return locked


def _decide(offer: ClosingOffer, state: OfferState, *, by: Any, status: Status | None) -> None:
    offer.state, offer.decided_at, offer.decided_by = state, timezone.now(), ensure_member(by)
    offer.status = status
    offer.save(update_fields=["state", "decided_at", "decided_by", "status"])


def _told_by(offer: ClosingOffer) -> str:
    return _("See “%(title)s”.") % {"title": offer.page.title}
