"""What was posted as a guest becomes an account's, once the account has proven the same address."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from reversion.models import Revision, Version

from feedback_community import events, signals
from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.guests import hash_of
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.renaming import follow_in_texts
from feedback_community.comments import gateway
from feedback_community.enums import AuthorRole
from feedback_community.models import Answer, Guest, GuestProof, Member, Mention, Topic, TopicEvent, Vote
from feedback_community.notifications.relevance import address_of
from feedback_community.outbox import queue


def may_claim(proof: GuestProof, *, by: Any) -> bool:
    """Only the account that asked, and only while its address is still the one the link went to."""
    if proof.user_id is None or proof.user_id != getattr(by, "pk", None):
        return False
    return hash_of(address_of(ensure_member(by))) == proof.address_hash


@transaction.atomic
def claim_posts(proof: GuestProof, *, by: Any) -> bool:
    """Topics, answers and votes of the guest with this address become the account's.

    Returns False where there is nothing, or where the link was used before. Spends the link.
    """
    if not GuestProof.objects.select_for_update().filter(pk=proof.pk).exists():
        return False
    spent = may_claim(proof, by=by)
    address_hash = proof.address_hash
    proof.delete()
    guest = Guest.objects.select_for_update().filter(address_hash=address_hash).first()
    if guest is None or not spent:
        return False
    _absorb(guest.member, into=ensure_member(by))
    return True


def _absorb(guest: Member, *, into: Member) -> None:
    _drop_votes(guest, into)
    Vote.objects.filter(voter=guest).update(voter=into)
    _move_posts(guest, into)
    taken = into.subscriptions.filter(topic__isnull=False).values_list("topic_id", flat=True)
    guest.subscriptions.filter(topic__in=list(taken)).delete()
    guest.subscriptions.filter(topic__isnull=False).update(member=into)
    TopicEvent.objects.filter(by=guest).update(by=into)
    _move_mentions(guest, into)
    anonymise_member(guest)
    events.emit_on_commit(signals.guest_claimed, Member, member=into, previous=guest, by=into)


def _drop_votes(guest: Member, into: Member) -> None:
    """Votes that one person may not have: two for the same, or one for oneself."""
    same_topic = Vote.objects.filter(voter=into, topic__isnull=False).values("topic")
    same_answer = Vote.objects.filter(voter=into, answer__isnull=False).values("answer")
    twice = Q(voter=guest) & (Q(topic__in=same_topic) | Q(answer__in=same_answer))
    both = [guest.pk, into.pk]
    own = Q(voter__in=both) & (Q(topic__author__in=both) | Q(answer__author__in=both))
    for vote in Vote.objects.filter(twice | own).select_related("topic").order_by("topic", "pk"):
        if vote.topic is not None:
            lock_topic(vote.topic)
        if not Vote.objects.filter(pk=vote.pk).delete()[0]:
            continue
        if vote.topic is not None:
            Topic.objects.filter(pk=vote.topic_id or 0).update(vote_count=F("vote_count") - 1)
        else:
            Answer.objects.filter(pk=vote.answer_id or 0).update(helpful_count=F("helpful_count") - 1)


def _move_posts(guest: Member, into: Member) -> None:
    topics, answers = list(Topic.objects.by_author(guest)), list(Answer.objects.by_author(guest))
    for content in (*topics, *answers):
        revisions = Version.objects.get_for_object(content).values("revision")
        Revision.objects.filter(pk__in=revisions, user=None).update(user=into.user_id)
    posted = Answer.objects.by_author(guest)
    gateway.give_to(posted, into.user_id)
    for rows in (Topic.objects.by_author(guest), posted):
        rows.filter(author_role=AuthorRole.GUEST).update(author_role=AuthorRole.MEMBER)
        rows.update(author=into)
    queue.reindex_many({topic.pk for topic in topics} | {answer.topic_id for answer in answers})


def _move_mentions(guest: Member, into: Member) -> None:
    """Texts that mention the guest mention the account, by its handle."""
    for mention in Mention.objects.filter(member=guest):
        about = {"topic": mention.topic_id, "answer": mention.answer_id}
        if Mention.objects.filter(member=into, **about).exists():
            mention.delete()
        else:
            Mention.objects.filter(pk=mention.pk).update(member=into)
    follow_in_texts(into, guest.handle)
