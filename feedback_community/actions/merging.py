"""Two topics become one discussion, and two again.

Nothing is deleted. The answers move to the survivor, votes and subscriptions stay where they are and get
copies there: undoing brings the answers back and deletes the copies, so the duplicate is what it was, and
whatever was voted, answered or wished on the survivor since then stays with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feedback_community import events, limits, signals
from feedback_community.actions import publishing
from feedback_community.actions.batches import batched
from feedback_community.actions.duplicates import confirm_suggestion
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_pair
from feedback_community.actions.marks import set_mark
from feedback_community.actions.members import ensure_member
from feedback_community.actions.merge_plan import MARKS, marks_to_choose, problem_with
from feedback_community.comments import gateway
from feedback_community.enums import EventKind, ModerationState, SubscriptionLevel
from feedback_community.exceptions import InvalidChange
from feedback_community.models import (
    Answer,
    Member,
    Mention,
    Merge,
    ModerationItem,
    Notification,
    Subscription,
    Topic,
    TopicEvent,
    Vote,
)
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_merge


@transaction.atomic
def merge_topics(duplicate: Topic, *, into: Topic, by: Any, keep: Mapping[str, str] | None = None) -> Merge:
    """Discuss `duplicate` in the topic `into` from now on.

    `keep` says for "solution" and "official_answer", where both topics have one, whose stays: "survivor" or
    "duplicate". Raises NotAllowed; InvalidChange for topics that cannot be merged.
    """
    check_merge(by, duplicate)
    check_merge(by, into)
    duplicate, survivor = lock_pair(duplicate, into)
    if problem := problem_with(duplicate, survivor):
        raise InvalidChange(problem)
    keep = dict(keep or {})
    for field in marks_to_choose(duplicate, survivor):
        if keep.get(field) not in ("survivor", "duplicate"):
            raise InvalidChange(_("Both topics have one: please choose which of the two stays."))
    member = ensure_member(by)
    merge = Merge.objects.create(duplicate=duplicate, survivor=survivor, by=member)
    _copy_votes(merge)
    _copy_subscriptions(merge)
    _carry_answers(merge, duplicate, survivor)
    _take_marks(merge, keep, member)
    Topic.objects.filter(pk=survivor.pk).update(merge_count=F("merge_count") + 1)
    publishing.withdraw_topic(duplicate, state=ModerationState.MERGED)
    event = _write(merge, EventKind.MERGED, EventKind.MERGED_AWAY, member, by, "merge")
    confirm_suggestion(duplicate, survivor, by=member)
    _tell(merge, event, member)
    events.emit_on_commit(signals.topic_merged, Topic, topic=duplicate, into=survivor, by=member)
    return merge


def _copy_votes(merge: Merge) -> None:
    """Each voter once. Whoever wrote the survivor does not vote for it, however the votes meet.

    Votes lock the topic's row before they are cast, so that none can slip in between.
    """
    there = set(merge.survivor.votes.values_list("voter_id", flat=True)) - {None}
    if merge.survivor.author_id is not None:
        there.add(merge.survivor.author_id)
    votes = merge.duplicate.votes.order_by("pk").values_list("voter_id", "created_at")
    copied = 0
    for part in batched(((v, at) for v, at in votes.iterator() if v not in there), limits.FANOUT_BATCH):
        Vote.objects.bulk_create(
            Vote(topic=merge.survivor, voter_id=voter, created_at=at, merge=merge) for voter, at in part
        )
        copied += len(part)
    Topic.objects.filter(pk=merge.survivor.pk).update(vote_count=F("vote_count") + copied)


def _copy_subscriptions(merge: Merge) -> None:
    """Followers of both; a wish about the survivor goes before one about the duplicate, a mute is no wish."""
    there = set(merge.survivor.subscriptions.values_list("member_id", flat=True))
    wishes = merge.duplicate.subscriptions.exclude(level=SubscriptionLevel.NONE).order_by("pk")
    missing = (wish for wish in wishes.iterator() if wish.member_id not in there)
    for part in batched(missing, limits.FANOUT_BATCH):
        Subscription.objects.bulk_create(
            (
                Subscription(
                    topic=merge.survivor,
                    member_id=wish.member_id,
                    level=wish.level,
                    mail=wish.mail,
                    preferences=wish.preferences,
                    reason=wish.reason,
                    created_at=wish.created_at,
                    merge=merge,
                )
                for wish in part
            ),
            # Somebody may follow the survivor in this moment.
            ignore_conflicts=True,
        )


def _carry_answers(merge: Merge, source: Topic, target: Topic) -> None:
    """Answers with all that names their topic. Going back, `merge` itself is taken off them."""
    forth = source.pk == merge.duplicate_id
    carried = Answer.objects.filter(topic=source) if forth else Answer.objects.filter(merge=merge)
    published = carried.published().count()
    carried.update(topic=target, merge=merge)
    carried = Answer.objects.filter(merge=merge)
    for model in (Mention, ModerationItem, Notification):
        model._default_manager.filter(topic=source, answer__in=carried.values("pk")).update(topic=target)
    gateway.carry(carried, target)
    if not forth:
        carried.update(merge=None)
    Topic.objects.filter(pk=source.pk).update(answer_count=F("answer_count") - published)
    Topic.objects.filter(pk=target.pk).update(answer_count=F("answer_count") + published)


def _take_marks(merge: Merge, keep: Mapping[str, str], member: Member) -> None:
    """The duplicate's columns stay as they are, for the way back."""
    duplicate, survivor = merge.duplicate, merge.survivor
    for field in MARKS:
        theirs, ours = getattr(duplicate, field), getattr(survivor, field)
        if theirs is None or (ours is not None and keep.get(field) != "duplicate"):
            continue
        merge.displaced[field] = ours.uid if ours is not None else None
        set_mark(survivor, field, Answer.objects.get(pk=theirs.pk), by=member)
    merge.save(update_fields=["displaced"])


def _tell(merge: Merge, event: TopicEvent, member: Member) -> None:
    """One quiet mail to those who started or followed the duplicate."""
    wishes = merge.duplicate.subscriptions.exclude(level=SubscriptionLevel.NONE)
    concerned = set(wishes.values_list("member_id", flat=True)) - {member.pk}
    for part in batched(sorted(concerned), limits.FANOUT_BATCH):
        queue.put(
            "topic_merged",
            topic=merge.survivor_id,
            members=part,
            event=event.pk,
            by=member.pk,
            cause=f"merged:{event.pk}",
        )


def _write(
    merge: Merge, on_survivor: EventKind, on_duplicate: EventKind, member: Member, user: Any, act: str
) -> TopicEvent:
    duplicate, survivor = merge.duplicate, merge.survivor
    record(duplicate, on_duplicate, by=member, after=survivor.pk)
    event = record(survivor, on_survivor, by=member, after=duplicate.pk)
    audit(duplicate, act, user=user, survivor=survivor.title, survivor_id=survivor.pk)
    queue.reindex(survivor.pk)
    return event


@transaction.atomic
def unmerge_topic(duplicate: Topic, *, by: Any) -> bool:
    """Undo `merge_topics`. Returns False when the topic is not merged (any more)."""
    found = Merge.objects.filter(duplicate=duplicate).select_related("survivor__forum__site").first()
    if found is None:
        return False
    check_merge(by, duplicate)
    check_merge(by, found.survivor)
    duplicate, survivor = lock_pair(duplicate, found.survivor)
    merge = Merge.objects.filter(pk=found.pk).first()
    if merge is None:
        return False
    merge.duplicate, merge.survivor = duplicate, survivor
    member = ensure_member(by)
    _return_marks(merge, member)
    _carry_answers(merge, survivor, duplicate)
    _delete_copies(merge)
    duplicate.refresh_from_db(fields=["answer_count"])
    publishing.publish_topic(duplicate, by=member)
    _write(merge, EventKind.UNMERGED, EventKind.BACK, member, by, "unmerge")
    merge.delete()
    events.emit_on_commit(signals.topic_unmerged, Topic, topic=duplicate, previous=survivor, by=member)
    return True


def _return_marks(merge: Merge, member: Member) -> None:
    """A mark on an answer that leaves goes back to the one it had replaced, if that still stands there."""
    survivor = merge.survivor
    for field in MARKS:
        marked = getattr(survivor, field)
        if marked is None or marked.merge_id != merge.pk:
            continue
        uid = merge.displaced.get(field)
        standing: Iterable[Answer] = survivor.answers.published().filter(uid=uid) if uid else ()
        set_mark(survivor, field, next(iter(standing), None), by=member)


def _delete_copies(merge: Merge) -> None:
    deleted, _rows = merge.votes.all().delete()
    merge.subscriptions.all().delete()
    Topic.objects.filter(pk=merge.survivor_id).update(
        vote_count=F("vote_count") - deleted, merge_count=F("merge_count") - 1
    )
