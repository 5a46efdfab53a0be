"""The solution: the answer that solved it, marked by the asker, trusted persons or staff."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from feedback_community import events, signals
from feedback_community.actions.history import audit
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.marks import check_markable, set_mark
from feedback_community.actions.members import ensure_member
from feedback_community.models import Answer, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_mark_solution


@transaction.atomic
def mark_solution(answer: Answer, *, by: Any) -> bool:
    """Mark an answer as the solution, in place of an earlier one. Returns False when it is already."""
    check_mark_solution(by, answer.topic)
    topic = lock_topic(answer.topic)
    answer.refresh_from_db(fields=["state"])
    check_markable(topic, answer)
    previous = topic.solution
    if previous is not None and previous.pk == answer.pk:
        return False
    member = ensure_member(by)
    event = set_mark(topic, "solution", answer, by=member)
    if topic.author_id != member.pk:
        audit(answer, "mark_solution", user=by)
    queue.put(
        "solution_marked",
        topic=topic.pk,
        answer=answer.pk,
        event=event.pk,
        by=member.pk,
        cause=f"solution:{event.pk}",
    )
    events.emit_on_commit(
        signals.solution_marked, Topic, topic=topic, answer=answer, by=member, previous=previous
    )
    return True


@transaction.atomic
def clear_solution(topic: Topic, *, by: Any) -> bool:
    """Take the mark back; no mail."""
    check_mark_solution(by, topic)
    topic = lock_topic(topic)
    answer = topic.solution
    if answer is None:
        return False
    member = ensure_member(by)
    set_mark(topic, "solution", None, by=member)
    if topic.author_id != member.pk:
        audit(answer, "clear_solution", user=by)
    events.emit_on_commit(signals.solution_cleared, Topic, topic=topic, answer=answer, by=member)
    return True
