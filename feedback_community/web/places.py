"""On which page of its thread an answer stands."""

from __future__ import annotations

from urllib.parse import urlencode

from feedback_community import limits
from feedback_community.models import Answer, Merge
from feedback_community.querysets.answers import AnswerQuerySet
from feedback_community.web.thread import ORDERS
from feedback_community.web.thread_reads import REPLIES


def place_of(answer: Answer, visible: AnswerQuerySet) -> str:
    """The query of the page, "" for the first one. Never counts: it looks at one page of rows before it."""
    topic = answer.topic
    if answer.pk in (topic.official_answer_id, topic.solution_id):
        return ""
    if answer.parent is not None:
        if answer.parent_id in (topic.official_answer_id, topic.solution_id):
            return ""
        if _is_far_down(answer, visible):
            return _page(answer, visible.filter(parent=answer.parent_id), {"under": str(answer.parent_id)})
        answer = answer.parent
    if topic.merge_count and answer.merge_id is not None:
        carried = visible.top_level().filter(merge=answer.merge_id)
        duplicate = Merge.objects.values_list("duplicate", flat=True).get(pk=answer.merge_id)
        return _page(answer, carried, {"merged": str(duplicate)})
    pinned = [pk for pk in (topic.official_answer_id, topic.solution_id) if pk]
    return _page(answer, visible.top_level().filter(merge=None).exclude(pk__in=pinned), {})


def _is_far_down(answer: Answer, visible: AnswerQuerySet) -> bool:
    """Whether so many replies stand before it that the thread's page may not show it."""
    share = REPLIES // limits.ANSWERS_PAGE_SIZE
    return _before(answer, visible.filter(parent=answer.parent_id))[share : share + 1].exists()


def _page(answer: Answer, siblings: AnswerQuerySet, base: dict[str, str]) -> str:
    rows = list(_before(answer, siblings)[: limits.ANSWERS_PAGE_SIZE])
    if len(rows) == limits.ANSWERS_PAGE_SIZE:
        base = {**base, "after": ORDERS["oldest"].cursor(rows[0])}
    return f"?{urlencode(base)}" if base else ""


def _before(answer: Answer, siblings: AnswerQuerySet) -> AnswerQuerySet:
    """Those that stand before it, nearest first."""
    order = ORDERS["oldest"]
    before = siblings.filter(order.beyond((answer.created_at, answer.pk), backwards=True))
    return before.only("pk", "created_at").order_by(*order.columns(backwards=True))
