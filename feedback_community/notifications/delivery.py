"""From the outbox to rows: one notification for each cause, recipient and channel.

Only rows are written here. Whether a mail may leave is asked when it leaves (`sending`), whether a line
of the bell may be read when it is read. Doing it twice changes nothing: the rows are unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from feedback_community import limits
from feedback_community.conf import app_settings
from feedback_community.enums import DIGEST_TIMINGS, NotificationChannel, NotificationState, Timing
from feedback_community.models import Notification, OutboxMessage, Topic
from feedback_community.notifications.periods import next_period
from feedback_community.notifications.recipients import Batch, addressees, next_batch
from feedback_community.notifications.types import ALWAYS_TOLD, BATCHED, DIRECT, KINDS, Cause, Levels, weight
from feedback_community.outbox import queue
from feedback_community.outbox.clock import now_plus

CHANNEL = "notifications"
EVENTS = frozenset(KINDS)
BATCH = 50


@dataclass(frozen=True)
class Act:
    """What one transaction announced about one topic. `after`: members up to this id are done."""

    topic: Topic
    causes: tuple[Cause, ...]
    message: OutboxMessage
    after: int = 0

    @property
    def delay(self) -> int:
        """All that leaves at once leaves together: with the official answer, after its grace."""
        return max((cause.delay for cause in self.causes if cause.kind not in BATCHED), default=0)


def deliver(messages: Sequence[OutboxMessage]) -> None:
    """The consumer of the outbox."""
    for act in _acts(messages):
        _deliver(act)


def _acts(messages: Sequence[OutboxMessage]) -> Iterable[Act]:
    gathered: dict[tuple[str, int, int], list[OutboxMessage]] = {}
    for message in messages:
        key = (message.group, message.payload["topic"], message.payload.get("after", 0))
        gathered.setdefault(key, []).append(message)
    topics = Topic.objects.select_related("forum").in_bulk({key[1] for key in gathered})
    for (_group, topic_id, after), parts in gathered.items():
        if topic_id in topics:
            yield Act(topics[topic_id], tuple(_causes(parts)), parts[0], after)


def _causes(messages: Iterable[OutboxMessage]) -> Iterable[Cause]:
    for message in messages:
        if "causes" in message.payload:
            yield from (Cause(event, payload) for event, payload in message.payload["causes"])
        else:
            yield Cause(message.event, message.payload)


def _deliver(act: Act) -> None:
    """One batch of recipients; the rest becomes a message of its own."""
    with transaction.atomic():
        batch = next_batch(act.topic, act.causes, after=act.after, size=limits.FANOUT_BATCH)
        Notification.objects.bulk_create(_rows(act, batch), ignore_conflicts=True)
        if batch.last is not None:
            causes = [(cause.event, dict(cause.payload)) for cause in act.causes]
            rest = {"topic": act.topic.pk, "after": batch.last, "causes": causes}
            queue.put_rest(act.message, rest)


def _rows(act: Act, batch: Batch) -> Iterable[Notification]:
    meant = {cause: addressees(act.topic, cause) for cause in act.causes if cause.kind in DIRECT}
    for member_id, levels in batch.levels.items():
        mine = [
            cause
            for cause in act.causes
            if cause.by != member_id and (cause not in meant or member_id in meant[cause])
        ]
        yield from _mails(act, member_id, levels, mine)
        told = [cause for cause in mine if _in_bell(cause, levels)]
        if told:
            yield _bell(act, member_id, sorted(told, key=lambda cause: weight(cause.kind)))


def _mails(act: Act, member_id: int, levels: Levels, causes: Iterable[Cause]) -> Iterable[Notification]:
    for cause in causes:
        timing = levels.mail_timing(cause.kind)
        if not levels.wants(cause.kind) or timing == Timing.NEVER:
            continue
        row = _row(act, member_id, cause, channel=NotificationChannel.EMAIL)
        if timing in DIGEST_TIMINGS:
            period = next_period(timing)
            row.digest, row.due_at = period.key_for(act.topic.forum.site_id), period.ends
        else:
            row.due_at = now_plus(app_settings.MAIL_BATCH_WINDOW if cause.kind in BATCHED else act.delay)
        yield row


def _in_bell(cause: Cause, levels: Levels) -> bool:
    """A mute stops the mails; a decision about one's own post is still told on the site."""
    if levels.is_muted:
        return cause.kind in ALWAYS_TOLD
    return levels.wants(cause.kind) and levels.shows(cause.kind)


def _bell(act: Act, member_id: int, causes: Sequence[Cause]) -> Notification:
    """One line for the whole act: the weightiest, with the kinds of the others."""
    row = _row(act, member_id, causes[0], channel=NotificationChannel.SITE, state=NotificationState.SENT)
    row.sent_at = Now()
    row.data["also"] = [cause.kind.value for cause in causes[1:]]
    return row


def _row(act: Act, member_id: int, cause: Cause, **fields: object) -> Notification:
    about = {name: cause.payload[name] for name in ("event", "item") if cause.payload.get(name)}
    return Notification(
        recipient_id=member_id,
        topic=act.topic,
        answer_id=cause.payload.get("answer"),
        actor_id=cause.by,
        kind=cause.kind,
        cause=cause.key,
        group=act.message.group,
        data=about,
        **fields,
    )
