"""Flags: readers report, trust weighs, moderators decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import events, limits, signals
from feedback_community.actions.answers import remove_answer, restore_answer, take_down_answer
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.spam_feedback import tell_service
from feedback_community.actions.texts import clean_note
from feedback_community.actions.topics import remove_topic, restore_topic, take_down_topic
from feedback_community.enums import EventKind, ModerationState, Right, TrustLevel
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Flag, FlagDecision, FlagReason, Member, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_flag, check_moderate
from feedback_community.permissions.policy import get_policy, topic_of

Content = Topic | Answer

SLUGS = ("spam", "rude", "personal", "off-topic", "other")
WEIGHTS = {TrustLevel.NEW: 0.5, TrustLevel.KNOWN: 1.0, TrustLevel.PROVEN: 2.0}
TRUSTED_WEIGHT = 3.0
#: Whose flag hides at once.
AT_ONCE = (Right.MODERATE, Right.HIDE_SPAM)


def ensure_flag_reasons() -> list[FlagReason]:
    """The reasons offered, in their order; the usual five are made when there are none at all."""
    if not FlagReason.objects.exists():
        FlagReason.objects.bulk_create(
            (FlagReason(slug=slug, position=place) for place, slug in enumerate(SLUGS)), ignore_conflicts=True
        )
    return list(FlagReason.objects.filter(is_active=True))


def flags_of(content: Content) -> QuerySet[Flag]:
    if isinstance(content, Topic):
        return Flag.objects.filter(topic=content, answer=None)
    return Flag.objects.filter(answer=content)


def open_weight(content: Content) -> float:
    """What the undecided flags of a post weigh together."""
    total = flags_of(content).filter(decision="").aggregate(total=Sum("weight"))["total"]
    return float(total or 0)


@transaction.atomic
def flag_content(content: Content, *, by: Any, reason: FlagReason, note: str = "") -> bool:
    """Report a post, once. From a certain weight on it is hidden until a moderator has read it.

    Returns False where the person has flagged it before. Raises NotAllowed, InvalidChange.
    """
    check_flag(by, content)
    note = clean_note(note)
    content = lock_topic(content) if isinstance(content, Topic) else lock_answer(content)
    topic, member = topic_of(content), ensure_member(by)
    if flags_of(content).filter(by=member).exists():
        return False
    _check_number(member)
    is_first = not flags_of(content).exists()
    flag = Flag.objects.create(
        topic=topic,
        answer=None if isinstance(content, Topic) else content,
        by=member,
        reason=reason,
        note=note,
        weight=weight_of(by, member, topic),
    )
    if is_first:
        queue.put("content_flagged", flag=flag.pk)
    events.emit_on_commit(signals.content_flagged, Flag, flag=flag, by=member)
    at_once = _hides(by, topic)
    if not _is_protected(content) and (at_once or open_weight(content) >= limits.FLAG_HIDE_WEIGHT):
        _hide(content)
        if at_once:
            audit(content, "hide_flagged", user=by, reason=str(reason))
    return True


def _check_number(member: Member) -> None:
    day_ago = timezone.now() - timedelta(days=1)
    if member.flags.filter(created_at__gt=day_ago).count() >= limits.FLAGS_PER_DAY:
        raise InvalidChange(_("You have reported many posts today. Please go on tomorrow."))


def weight_of(user: Any, member: Member, topic: Topic) -> float:
    """By trust; each flag that was not right, beyond those that were, halves it."""
    trusted = get_policy().has_right(user, Right.TRUSTED, topic.forum)
    weight = TRUSTED_WEIGHT if trusted else WEIGHTS[TrustLevel(member.trust)]
    since = timezone.now() - timedelta(days=limits.FLAG_MEMORY_DAYS)
    decided = member.flags.filter(decided_at__gt=since)
    wrong = decided.filter(decision=FlagDecision.DISMISSED).count()
    right = decided.filter(decision=FlagDecision.CONFIRMED).count()
    return weight * 0.5 ** max(0, wrong - right)


def _hides(user: Any, topic: Topic) -> bool:
    policy = get_policy()
    return any(policy.has_right(user, right, topic.forum) for right in AT_ONCE)


def _is_protected(content: Content) -> bool:
    """The company's word and what carries a mark are not taken down by a number of readers."""
    topic = topic_of(content)
    marked = content.pk in (topic.official_answer_id, topic.solution_id) if content is not topic else False
    by_company = content.is_by_company if isinstance(content, Answer) else False
    return marked or by_company or not content.is_published


def _hide(content: Content) -> None:
    reason = _("Readers reported it. A moderator looks at it.")
    if isinstance(content, Topic):
        take_down_topic(content, by=None, reason=reason)
    else:
        take_down_answer(content, by=None, reason=reason)


@transaction.atomic
def confirm_flags(content: Content, *, by: Any, reason: str) -> bool:
    """The readers were right: the post goes (or stays) out of view, with the moderator's public reason.

    Returns False where no flag waits. Raises NotAllowed, InvalidChange without a reason.
    """
    if not clean_note(reason):
        raise InvalidChange(_("Please say why: a removal leaves a public reason."))
    decided = _decide(content, FlagDecision.CONFIRMED, by)
    if not decided:
        return False
    if content.state == ModerationState.REMOVED:
        _give_reason(content, ensure_member(by), clean_note(reason))
        audit(content, "remove", user=by, reason=reason)
    elif isinstance(content, Topic):
        remove_topic(content, by=by, reason=reason)
    else:
        remove_answer(content, by=by, reason=reason)
    if any(flag.reason.slug == "spam" for flag in decided):
        tell_service(content, spam=True)
    _announce(decided, signals.flag_confirmed, by)
    return True


@transaction.atomic
def dismiss_flags(content: Content, *, by: Any) -> bool:
    """The post is in order: it is back where readers had hidden it. Returns False where no flag waits."""
    decided = _decide(content, FlagDecision.DISMISSED, by)
    if not decided:
        return False
    if content.state == ModerationState.REMOVED:
        _restore(content, by)
    audit(content, "dismiss_flags", user=by, flags=len(decided))
    _announce(decided, signals.flag_dismissed, by)
    return True


def _give_reason(content: Content, member: Member, reason: str) -> None:
    """The moderator's words take the place of those that the stub had."""
    if isinstance(content, Topic):
        record(content, EventKind.REMOVED, by=member, before=content.state, text=reason)
        return
    Answer.objects.filter(pk=content.pk).update(removal_reason=reason)
    record(content.topic, EventKind.ANSWER_REMOVED, by=member, answer=content, text=reason)


def _restore(content: Content, user: Any) -> None:
    if isinstance(content, Topic):
        restore_topic(content, by=user)
    else:
        restore_answer(content, by=user)


def _decide(content: Content, decision: FlagDecision, user: Any) -> list[Flag]:
    check_moderate(user, topic_of(content).forum)
    lock_topic(topic_of(content))
    content.refresh_from_db(fields=["state"])
    member = ensure_member(user)
    waiting = list(flags_of(content).filter(decision="").select_related("by", "topic", "answer", "reason"))
    now = timezone.now()
    Flag.objects.filter(pk__in=[flag.pk for flag in waiting]).update(
        decision=decision, decided_by=member, decided_at=now
    )
    for flag in waiting:
        flag.decision, flag.decided_by, flag.decided_at = decision, member, now
    return waiting


def _announce(flags: list[Flag], signal: Any, user: Any) -> None:
    member = ensure_member(user)
    for flag in flags:
        events.emit_on_commit(signal, Flag, flag=flag, by=member)
