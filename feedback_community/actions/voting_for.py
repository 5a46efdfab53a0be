"""Votes that staff cast for customers who asked for it elsewhere: by telephone, in a shop, by letter."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.history import audit
from feedback_community.actions.members import ensure_member
from feedback_community.actions.subscriptions import subscribe_by_default
from feedback_community.enums import SubscriptionReason
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Member, Topic, Vote
from feedback_community.permissions.checks import check_staff, check_vote


@transaction.atomic
def cast_vote_for(topic: Topic, *, customer: Member, by: Any, note: str) -> bool:
    """Count a customer, attributed to the colleague and with the way it was asked for.

    The vote is the customer's: taken back like any other. Returns False when it stands already.
    Raises NotAllowed; InvalidChange for a customer without an account, or without a note.
    """
    check_staff(by, topic.forum)
    words = " ".join(note.split())
    if not words or len(words) > 255:
        raise InvalidChange(_("Please say in up to 255 characters how the customer asked for it."))
    if customer.user is None:
        raise InvalidChange(_("Only somebody with an account can be counted."))
    check_vote(customer.user, topic)
    staff = ensure_member(by)
    given = {"cast_by": staff, "note": words}
    vote, created = Vote.objects.get_or_create(voter=customer, topic=topic, defaults=given)
    if not created:
        return False
    subscribe_by_default(customer, topic, reason=SubscriptionReason.VOTER)
    audit(topic, "vote_for", user=by, customer=customer.handle, note=words)
    events.emit_on_commit(signals.vote_cast, Vote, vote=vote, target=topic, by=customer)
    Topic.objects.filter(pk=topic.pk).update(vote_count=F("vote_count") + 1)
    return True
