"""The lock every change of a thread takes first: the topic's row."""

from __future__ import annotations

from feedback_community.enums import ModerationState
from feedback_community.models import Answer, Topic
from feedback_community.querysets.prepared import Prepared, key

_lock_state = Prepared(
    Topic,
    lambda: Topic.objects.select_for_update().filter(pk=key("pk")).values_list("state", "vote_count"),
    to_write=True,
)


def lock_published(topic: Topic) -> bool:
    """Lock the topic's row and read its votes, no more. Whether the topic is there and published now."""
    rows = _lock_state(pk=topic.pk)
    if not rows:
        return False
    [(state, topic.vote_count)] = rows
    return bool(state == ModerationState.PUBLISHED)


def lock_topic(topic: Topic) -> Topic:
    """The topic as it is now, its row locked until the transaction ends."""
    locked = Topic.objects.select_for_update().get(pk=topic.pk)
    # The caller's copy may be older than a move; its remembered forum is good for the same forum only.
    if locked.forum_id == topic.forum_id:
        locked.forum = topic.forum
    return locked


def lock_pair(first: Topic, second: Topic) -> tuple[Topic, Topic]:
    """Two topics as they are now. Always locked in the order of their keys, so that no two acts wait for
    each other; one topic twice gives it twice."""
    ordered = sorted({first.pk: first, second.pk: second}.items())
    locked = {pk: lock_topic(topic) for pk, topic in ordered}
    return locked[first.pk], locked[second.pk]


def lock_answer(answer: Answer) -> Answer:
    """The answer as it is now, under the lock of its topic's row."""
    topic = lock_topic(answer.topic)
    locked = Answer.objects.get(pk=answer.pk)
    if locked.topic_id != topic.pk:
        # Merged or split off since the caller read it.
        topic = lock_topic(locked.topic)
    locked.topic = topic
    return locked
