"""Posts that are spam: hidden so that undoing gives back exactly what was there."""

from __future__ import annotations

from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community import events, limits, signals
from feedback_community.actions.answers import take_down_answer
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.marks import set_mark
from feedback_community.actions.members import ensure_member
from feedback_community.actions.merge_plan import MARKS
from feedback_community.actions.publishing import publish_answer, publish_topic
from feedback_community.actions.spam_feedback import tell_service
from feedback_community.actions.suspensions import suspend_member
from feedback_community.actions.topics import take_down_topic
from feedback_community.enums import ELSEWHERE, EventKind, ModerationState
from feedback_community.exceptions import InvalidChange
from feedback_community.models import (
    Answer,
    Block,
    Flag,
    FlagDecision,
    FlagReason,
    Forum,
    Member,
    ModerationItem,
    Suspension,
    Topic,
)
from feedback_community.permissions.checks import check_moderate
from feedback_community.permissions.policy import get_policy, topic_of

Content = Topic | Answer
#: What `hide_as_spam` left, by the state that it found.
LEFT = {
    ModerationState.PUBLISHED: ModerationState.REMOVED,
    ModerationState.HELD: ModerationState.REJECTED,
}


def of_content(content: Content) -> dict[str, Any]:
    """For rows with a topic and an answer: those about this post itself."""
    topic = topic_of(content)
    return {"topic": topic, "answer": None if content is topic else content}


@transaction.atomic
def hide_as_spam(content: Content, *, by: Any) -> dict[str, Any] | None:
    """A public post becomes a stub, a held one is rejected without a word to its author.

    Returns what `unhide` needs, or None where the post was hidden already. Raises NotAllowed, InvalidChange.
    """
    check_moderate(by, topic_of(content).forum)
    content = lock_topic(content) if isinstance(content, Topic) else lock_answer(content)
    state = ModerationState(content.state)
    if state in ELSEWHERE:
        raise InvalidChange(_("This post is discussed elsewhere now. Undo that first."))
    if state not in LEFT:
        return None
    member = ensure_member(by)
    before = {"state": state.value, **_flag(content, member)}
    if state == ModerationState.PUBLISHED:
        before |= _take_down(content, member)
    else:
        before["items"] = _reject(content, member)
    tell_service(content, spam=True)
    audit(content, "spam", user=by)
    return before


def _take_down(content: Content, member: Member) -> dict[str, Any]:
    reason = _("Advertising or spam")
    if isinstance(content, Topic):
        take_down_topic(content, by=member, reason=reason)
        return {}
    marks = [field for field in MARKS if getattr(content.topic, f"{field}_id") == content.pk]
    before = {"removal_reason": content.removal_reason, "marks": marks}
    take_down_answer(content, by=member, reason=reason)
    return before


def _reject(content: Content, member: Member) -> list[int]:
    items = ModerationItem.objects.pending().filter(**of_content(content))
    pks = list(items.values_list("pk", flat=True))
    decided = {"decided_by": member, "decided_at": timezone.now(), "note": _("Advertising or spam")}
    ModerationItem.objects.filter(pk__in=pks).update(decision=ModerationState.REJECTED, **decided)
    content.state = ModerationState.REJECTED
    content.save(update_fields=["state"])
    return pks


def _flag(content: Content, member: Member) -> dict[str, Any]:
    """Readers who had reported it were right; the moderator's own flag says that it was spam."""
    flags = Flag.objects.filter(**of_content(content))
    waiting = list(flags.filter(decision="").values_list("pk", flat=True))
    decided = {"decision": FlagDecision.CONFIRMED, "decided_by": member, "decided_at": timezone.now()}
    Flag.objects.filter(pk__in=waiting).update(**decided)
    for flag in (
        Flag.objects.filter(pk__in=waiting).exclude(by=member).select_related("topic", "answer", "by")
    ):
        events.emit_on_commit(signals.flag_confirmed, Flag, flag=flag, by=member)
    reason = FlagReason.objects.filter(slug="spam").first()
    own = None
    if reason is not None and not flags.filter(by=member).exists():
        own = Flag.objects.create(**of_content(content), by=member, reason=reason, weight=0, **decided).pk
    return {"flags": waiting, "flag": own}


@transaction.atomic
def unhide(content: Content, *, by: Any, before: dict[str, Any]) -> bool:
    """Undo `hide_as_spam`. Raises NotAllowed; InvalidChange where somebody changed the post since."""
    check_moderate(by, topic_of(content).forum)
    content = lock_topic(content) if isinstance(content, Topic) else lock_answer(content)
    if content.state != LEFT[ModerationState(before["state"])]:
        raise InvalidChange(_("Somebody changed this post since."))
    member = ensure_member(by)
    Flag.objects.filter(pk=before["flag"]).delete()
    undecided = {"decision": "", "decided_by": None, "decided_at": None}
    Flag.objects.filter(pk__in=before["flags"]).update(**undecided)
    if before["state"] == ModerationState.HELD:
        content.state = ModerationState.HELD
        content.save(update_fields=["state"])
        ModerationItem.objects.filter(pk__in=before["items"]).update(note="", **undecided)
    else:
        _publish(content, member, before)
        tell_service(content, spam=False)
    audit(content, "unspam", user=by)
    return True


def _publish(content: Content, member: Member, before: dict[str, Any]) -> None:
    if isinstance(content, Answer):
        _publish_answer(content, member, before)
        return
    publish_topic(content, by=member)
    record(content, EventKind.RESTORED, by=member)
    events.emit_on_commit(signals.topic_restored, Topic, topic=content, by=member)


def _publish_answer(answer: Answer, member: Member, before: dict[str, Any]) -> None:
    answer.removal_reason = before["removal_reason"]
    answer.save(update_fields=["removal_reason"])
    publish_answer(answer, by=member)
    record(answer.topic, EventKind.ANSWER_RESTORED, by=member, answer=answer)
    for field in before["marks"]:
        # A mark that another answer has got since stays there.
        if getattr(answer.topic, f"{field}_id") is None:
            set_mark(answer.topic, field, answer, by=member)
    events.emit_on_commit(signals.answer_restored, Answer, answer=answer, by=member)


def posts_of(member: Member, *, by: Any, forum: Forum | None) -> list[Content]:
    """What "block and hide all" would hide: public and held posts in forums that the person moderates."""
    policy = get_policy()
    forums = [forum] if forum else list(Forum.objects.select_related("site"))
    forums = [place for place in forums if policy.can_moderate(by, place)]
    shown = {"state__in": tuple(LEFT)}
    topics = Topic.objects.filter(author=member, forum__in=forums, **shown).select_related("forum__site")
    answers = Answer.objects.filter(author=member, topic__forum__in=forums, **shown)
    answers = answers.select_related("topic__forum__site")
    return list(islice(chain(topics.order_by("pk"), answers.order_by("pk")), limits.SPAM_ROWS))


def block(
    member: Member, *, by: Any, forum: Forum | None, reason: str, until: datetime | None = None
) -> Suspension:
    """The first half of "block and hide all". Raises NotAllowed, InvalidChange."""
    suspension = suspend_member(
        member, by=by, forum=forum, blocks=Block.EVERYTHING, reason=reason, until=until
    )
    log(instance=member, action="feedback_community.block_spammer", user=by, data={"reason": reason})
    return suspension
