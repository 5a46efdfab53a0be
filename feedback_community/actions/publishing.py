"""The one door to becoming public, and back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from feedback_community import events, signals
from feedback_community.actions.history import record
from feedback_community.actions.staff import hear_author
from feedback_community.comments import gateway
from feedback_community.enums import EventKind, HoldReason, ModerationState
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Answer, Forum, Member, ModerationItem, Topic
from feedback_community.moderation.screening import PUBLISH, Verdict, screen
from feedback_community.outbox import queue
from feedback_community.querysets.moderation import ModerationItemQuerySet


def publish_or_hold(
    content: Topic | Answer,
    *,
    author: Member,
    is_staff: bool,
    notify: bool = True,
    doubt: Verdict = PUBLISH,
) -> None:
    """What becomes of a new text (`doubt`: see `screen`). The caller holds the topic's row.

    Raises ContentRejected.
    """
    verdict = screen(content, author=author, is_staff=is_staff, doubt=doubt)
    if verdict.refuse:
        raise ContentRejected(verdict.refuse)
    if verdict.hold:
        hold(content, verdict, by=author)
    elif isinstance(content, Topic):
        publish_topic(content, by=author)
    else:
        publish_answer(content, by=author, notify=notify)


def publish_topic(topic: Topic, *, by: Member | None) -> None:
    """Held or removed becomes published. The caller holds the topic's row and has checked."""
    first_time = topic.published_at is None
    topic.state = ModerationState.PUBLISHED
    if first_time:
        topic.published_at = topic.last_activity_at = timezone.now()
    topic.save(update_fields=["state", "published_at", "last_activity_at"])
    count_topic(topic, +1)
    queue.reindex(topic.pk)
    if not first_time:
        return
    record(topic, EventKind.PUBLISHED, by=by)
    queue.put("topic_published", topic=topic.pk, by=topic.author_id, cause=f"topic:{topic.pk}")
    _announce_all_mentions(topic)
    events.emit_on_commit(signals.topic_published, Topic, topic=topic, by=topic.author)


def publish_answer(answer: Answer, *, by: Member | None, notify: bool = True) -> None:
    """Held or removed becomes published. The caller holds the topic's row and has checked.

    Without `notify` nobody is told by mail or bell; pages, index and signals are the same.
    """
    first_time = answer.published_at is None
    answer.state = ModerationState.PUBLISHED
    now = timezone.now()
    if first_time:
        answer.published_at = now
    answer.save(update_fields=["state", "published_at"])
    gateway.mirror(answer)
    activity = {"last_activity_at": now} if first_time else {}
    Topic.objects.filter(pk=answer.topic_id).update(answer_count=F("answer_count") + 1, **activity)
    queue.reindex(answer.topic_id)
    if not first_time:
        return
    hear_author(answer)
    if notify:
        queue.put(
            "answer_published",
            topic=answer.topic_id,
            answer=answer.pk,
            by=answer.author_id,
            cause=f"answer:{answer.pk}",
        )
        _announce_all_mentions(answer)
    events.emit_on_commit(signals.answer_published, Answer, answer=answer, by=answer.author)


def withdraw_topic(topic: Topic, *, state: ModerationState) -> None:
    """Out of lists, search and mails at once; the caller writes the history."""
    was_published = topic.is_published
    topic.state = state
    topic.save(update_fields=["state"])
    if was_published:
        count_topic(topic, -1)
    queue.reindex(topic.pk)


def withdraw_answer(answer: Answer, *, state: ModerationState) -> None:
    """Out of the thread (a stub stays) and of every mark; the caller writes the history."""
    was_published = answer.is_published
    answer.state = state
    answer.save(update_fields=["state", "removal_reason"])
    gateway.mirror(answer)
    if was_published:
        Topic.objects.filter(pk=answer.topic_id).update(answer_count=F("answer_count") - 1)
    queue.reindex(answer.topic_id)


def count_topic(topic: Topic, step: int) -> None:
    """Keep the forum's number of public topics. Private topics are nobody's number."""
    if not topic.is_private:
        Forum.objects.filter(pk=topic.forum_id).update(topic_count=F("topic_count") + step)


def announce_mentions(content: Topic | Answer, members: Iterable[Member], *, by: Member | None) -> None:
    """Tell those mentioned, once the text is public. Delivery looks again whether they may read it."""
    ids = [member.pk for member in members]
    if not ids or not content.is_published:
        return
    topic_id, answer_id = (content.pk, None) if isinstance(content, Topic) else (content.topic_id, content.pk)
    queue.put(
        "mentioned",
        topic=topic_id,
        answer=answer_id,
        members=ids,
        by=by.pk if by else None,
        cause=f"mention:answer:{answer_id}" if answer_id else f"mention:topic:{topic_id}",
    )


def _announce_all_mentions(content: Topic | Answer) -> None:
    rows = content.mentions.filter(answer=None) if isinstance(content, Topic) else content.mentions.all()
    announce_mentions(content, [row.member for row in rows.select_related("member")], by=content.author)


def leave_queue(content: Topic | Answer, *, by: Member | None) -> None:
    """A held post that is removed needs no decision any more."""
    _items(content).pending().update(
        decision=ModerationState.REMOVED, decided_by=by, decided_at=timezone.now()
    )


def hold_again(content: Topic | Answer, *, by: Member) -> None:
    """A post that was removed before anybody had approved it: restoring is not approving."""
    content.state = ModerationState.HELD
    content.save(update_fields=["state"])
    last = _items(content).order_by("pk").last()
    hold(content, Verdict(hold=HoldReason(last.reason) if last else HoldReason.RULE), by=by)


def screen_again(content: Topic | Answer, *, author: Member, is_staff: bool) -> bool:
    """An edited text that is public goes through the rules once more. Returns whether it waits now.

    The caller holds the topic's row. Raises ContentRejected.
    """
    if not content.is_published:
        return False
    verdict = screen(content, author=author, is_staff=is_staff)
    if verdict.refuse:
        raise ContentRejected(verdict.refuse)
    if not verdict.hold:
        return False
    if isinstance(content, Topic):
        withdraw_topic(content, state=ModerationState.HELD)
    else:
        withdraw_answer(content, state=ModerationState.HELD)
    hold(content, verdict, by=author)
    return True


def _items(content: Topic | Answer) -> ModerationItemQuerySet:
    if isinstance(content, Topic):
        return content.moderation_items.filter(answer=None)
    return content.moderation_items.all()


def hold(content: Topic | Answer, verdict: Verdict, *, by: Member) -> ModerationItem:
    """Into the queue, with the reason. The author sees the post as waiting."""
    topic = content if isinstance(content, Topic) else content.topic
    answer = None if isinstance(content, Topic) else content
    item = ModerationItem.objects.create(
        topic=topic, answer=answer, reason=verdict.hold or HoldReason.RULE, detail=verdict.detail
    )
    record(topic, EventKind.HELD, by=by, answer=answer, after=item.reason, is_public=False)
    if item.reason == HoldReason.CHECK:
        queue.put("spam_asked", item=item.pk)
    if answer is None:
        events.emit_on_commit(signals.topic_held, Topic, topic=topic, by=by)
    else:
        events.emit_on_commit(signals.answer_held, Answer, answer=answer, by=by)
    return item
