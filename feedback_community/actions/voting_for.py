"""Votes that staff cast for customers who asked for it elsewhere: by telephone, in a shop, by letter."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community.actions.history import audit
from feedback_community.actions.members import ensure_member
from feedback_community.actions.votes import add_vote
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Member, Topic
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
    if not add_vote(topic, voter=customer, cast_by=ensure_member(by), note=words):
        return False
    audit(topic, "vote_for", user=by, customer=customer.handle, note=words)
    return True
