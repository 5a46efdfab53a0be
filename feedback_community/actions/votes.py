"""A vote and its undoing. The row is the truth; the counter moves only when a row did.

A vote for a topic takes the topic's row first, as every change of a thread does: so it stands either before
a merge, and is copied, or after it, and is refused.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.locks import lock_published
from feedback_community.actions.members import ensure_member
from feedback_community.actions.prepared import Change, insert_once
from feedback_community.actions.subscriptions import subscribe_by_default
from feedback_community.enums import SubscriptionReason
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Block, Member, Topic, Vote
from feedback_community.permissions.checks import check_not_suspended, check_vote
from feedback_community.permissions.policy import topic_of
from feedback_community.querysets.prepared import key

Target = Topic | Answer

_count_topic = Change(
    Topic, lambda step: (Topic.objects.filter(pk=key("pk")), {"vote_count": F("vote_count") + step})
)
_count_answer = Change(
    Answer, lambda step: (Answer.objects.filter(pk=key("pk")), {"helpful_count": F("helpful_count") + step})
)


def _of(target: Target) -> dict[str, Any]:
    return {"topic": target} if isinstance(target, Topic) else {"answer": target}


def _count(target: Target, step: int) -> None:
    if isinstance(target, Topic):
        _count_topic(step, pk=target.pk)
        target.vote_count += step  # Read under the lock, so this is what stands there.
    else:
        _count_answer(step, pk=target.pk)


@transaction.atomic
def cast_vote(target: Target, *, voter: Any) -> bool:
    """One vote per person and target. Voting again changes nothing and returns False."""
    check_vote(voter, target)
    return add_vote(target, voter=ensure_member(voter))


def add_vote(target: Target, *, voter: Member, **given: Any) -> bool:
    """The vote of somebody who may, in the caller's transaction; `given` says who cast it for them."""
    if isinstance(target, Topic) and not lock_published(target):
        raise InvalidChange(_("This topic is no longer open for votes."))
    vote = Vote(voter=voter, **_of(target), **given)
    if not insert_once(vote):
        return False
    if isinstance(target, Topic):
        subscribe_by_default(voter, target, reason=SubscriptionReason.VOTER)
    events.emit_on_commit(signals.vote_cast, Vote, vote=vote, target=target, by=voter)
    _count(target, +1)
    return True


@transaction.atomic
def retract_vote(target: Target, *, voter: Any) -> bool:
    """Take one's vote back, also where voting has closed since. Returns whether there was one."""
    check_not_suspended(voter, Block.VOTING, topic_of(target).forum)
    if isinstance(target, Topic):
        lock_published(target)
    member = ensure_member(voter)
    vote = Vote.objects.filter(voter=member, **_of(target)).first()
    if vote is None:
        return False
    deleted, _rows = Vote.objects.filter(pk=vote.pk).delete()
    if not deleted:
        return False
    if isinstance(target, Topic):
        _forget_default(member, target)
    events.emit_on_commit(signals.vote_retracted, Vote, target=target, by=member, vote_id=vote.pk)
    _count(target, -1)
    return True


def _forget_default(member: Member, topic: Topic) -> None:
    """Who followed only because of the vote no longer does."""
    member.subscriptions.filter(topic=topic, reason=SubscriptionReason.VOTER).delete()
