"""The two marks of a topic: official answer and solution. At most one each; replacing keeps history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.history import record
from feedback_community.enums import EventKind
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Member, Topic, TopicEvent
from feedback_community.outbox import queue


def check_markable(topic: Topic, answer: Answer) -> None:
    """A mark stands only on a published answer of the same topic. Raises InvalidChange."""
    if answer.topic_id != topic.pk or not answer.is_published:
        raise InvalidChange(_("Only a published answer of this topic can be marked."))


def set_mark(topic: Topic, field: str, answer: Answer | None, *, by: Member | None) -> TopicEvent:
    """Set or clear `official_answer` or `solution` on the locked topic and write the history."""
    kinds = {
        "official_answer": (EventKind.OFFICIAL_SET, EventKind.OFFICIAL_CLEARED),
        "solution": (EventKind.SOLUTION_SET, EventKind.SOLUTION_CLEARED),
    }
    previous_id = getattr(topic, f"{field}_id")
    setattr(topic, field, answer)
    topic.save(update_fields=[field])
    queue.reindex(topic.pk)
    return record(
        topic,
        kinds[field][0 if answer else 1],
        by=by,
        answer=answer or Answer.objects.filter(pk=previous_id).first(),
        before=previous_id or "",
        after=answer.pk if answer else "",
    )


def clear_marks(answer: Answer, *, by: Member | None) -> None:
    """Take both marks from an answer that leaves the thread. The topic's row is locked."""
    topic = answer.topic
    if topic.official_answer_id == answer.pk:
        set_mark(topic, "official_answer", None, by=by)
        events.emit_on_commit(signals.official_answer_cleared, Topic, topic=topic, answer=answer, by=by)
    if topic.solution_id == answer.pk:
        set_mark(topic, "solution", None, by=by)
        events.emit_on_commit(signals.solution_cleared, Topic, topic=topic, answer=answer, by=by)
