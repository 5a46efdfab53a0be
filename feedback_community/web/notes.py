"""Why a post is held or was not accepted, in the words its author is told."""

from __future__ import annotations

from collections.abc import Iterable

from feedback_community.enums import HoldReason, ModerationState
from feedback_community.models import Answer, ModerationItem, Topic

WAITING = frozenset({ModerationState.HELD, ModerationState.REJECTED})


def notes_for(topic: Topic, answers: Iterable[Answer]) -> dict[int | None, str]:
    """Words by answer key; the key None is the topic itself. One query, and none where nothing waits."""
    ids = [answer.pk for answer in answers if answer.state in WAITING]
    if not ids and topic.state not in WAITING:
        return {}
    items = ModerationItem.objects.filter(topic=topic).order_by("pk")
    rows = items.values_list("answer_id", "reason", "note", "decision")
    return {
        answer_id: note if decision else str(HoldReason(reason).label)
        for answer_id, reason, note, decision in rows
        if answer_id is None or answer_id in ids
    }
