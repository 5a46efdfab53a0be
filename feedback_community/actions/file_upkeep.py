"""Files that nobody needs any more: deleted from rows and storage by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.attachments import drop_files
from feedback_community.actions.batches import batched
from feedback_community.actions.texts import render_again
from feedback_community.enums import EventKind, ModerationState
from feedback_community.files.storage import private_storage
from feedback_community.models import Answer, Attachment, Member, OutboxMessage, Topic, TopicEvent

CHANNEL = "files"
EVENTS = frozenset({"files_dropped"})
BATCH = 500
#: What takes a post down, in the history.
TAKEN_DOWN = (EventKind.REMOVED, EventKind.ANSWER_REMOVED, EventKind.REJECTED)


def delete_stored(messages: Sequence[OutboxMessage]) -> None:
    """The consumer of the outbox. A storage that is down raises, and the worker tries again later."""
    storage = private_storage()
    for message in messages:
        for name in message.payload["names"]:
            if storage.exists(name):
                storage.delete(name)


def purge_files() -> int:
    """Files never posted, files whose post is gone, and those of posts long taken down. Returns how many."""
    now = timezone.now()
    unposted = now - timedelta(hours=limits.UNPOSTED_FILE_HOURS)
    done = _drop_all(Attachment.objects.filter(topic=None, answer=None, created_at__lt=unposted))
    return done + _drop_all(_of_removed(now - timedelta(days=limits.REMOVED_FILE_DAYS)))


def sweep_files() -> int:
    """Bytes that no row names: a request that was rolled back as a whole has left them. Returns how many.

    Only what is older than any request. A storage that cannot list its files keeps them.
    """
    storage, before, done = private_storage(), timezone.now() - timedelta(hours=limits.UNPOSTED_FILE_HOURS), 0
    try:
        folders, _files = storage.listdir("")
        for folder in folders:
            names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
            for part in batched(names, BATCH):
                done += _sweep(storage, set(part), before)
    except (NotImplementedError, FileNotFoundError):
        return done
    return done


def _sweep(storage: Storage, names: set[str], before: datetime) -> int:
    rows = Attachment.objects.filter(Q(stored_as__in=names) | Q(small_as__in=names))
    known = {name for pair in rows.values_list("stored_as", "small_as") for name in pair}
    lost = [name for name in sorted(names - known) if storage.get_modified_time(name) < before]
    for name in lost:
        storage.delete(name)
    return len(lost)


def _of_removed(before: object) -> QuerySet[Attachment]:
    down = (ModerationState.REMOVED, ModerationState.REJECTED)
    events = TopicEvent.objects.filter(kind__in=TAKEN_DOWN).order_by()
    of_topic = events.filter(topic=OuterRef("topic"), answer=None).values("topic")
    of_answer = events.filter(answer=OuterRef("answer")).values("answer")
    return Attachment.objects.annotate(
        topic_down=Subquery(of_topic.annotate(last=Max("at")).values("last")),
        answer_down=Subquery(of_answer.annotate(last=Max("at")).values("last")),
    ).filter(
        Q(topic__state__in=down, topic_down__lt=before) | Q(answer__state__in=down, answer_down__lt=before)
    )


def _drop_all(found: QuerySet[Attachment]) -> int:
    done = 0
    while rows := list(found.order_by("pk")[:BATCH]):
        done += drop_files(rows)
    return done


def forget_files(member: Member) -> None:
    """All that a person ever uploaded; the texts that showed it are rendered again."""
    rows = list(member.attachments.select_related("topic__forum__site", "answer__topic__forum__site"))
    posts: dict[tuple[str, int], Topic | Answer] = {}
    for row in rows:
        content = row.topic or row.answer
        if content is not None:
            posts[type(content).__name__, content.pk] = content
    drop_files(rows)
    for content in posts.values():
        render_again(content)
