"""One page of a thread, read in four queries: answers, pinned ones and replies, events, tags and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from feedback_community import limits
from feedback_community.models import Answer, Merge, Topic, TopicEvent
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.web.keyset import Order, Page, Position, read_page
from feedback_community.web.merged import Part, merges_of, read_parts
from feedback_community.web.thread_reads import REPLIES, AnswerReader, Within, read_events, read_words

ORDERS = {
    "oldest": Order("created_at", datetime, descending=False),
    "newest": Order("created_at", datetime),
    "helpful": Order("helpful_count", int, key_descending=False),
}
ORDER_LABELS = {
    "oldest": pgettext_lazy("answers sorted by", "Oldest first"),
    "newest": pgettext_lazy("answers sorted by", "Newest first"),
    "helpful": pgettext_lazy("answers sorted by", "Most helpful"),
}


@dataclass(slots=True)
class Thread:
    """What one page shows of a topic."""

    topic: Topic
    order: str
    #: Official answer and solution, in this order; one row when they are the same.
    pinned: list[Answer] = field(default_factory=list)
    page: Page = field(default_factory=lambda: Page([]))
    replies: dict[int, list[Answer]] = field(default_factory=dict)
    #: Whether there are more replies than this page has read.
    is_cut: bool = False
    #: The answer whose replies the page is about, when it is about one.
    under: Answer | None = None
    #: Topics merged into it, on the last page; the one that fills the page, when it is about one.
    parts: list[Part] = field(default_factory=list)
    part: Merge | None = None
    events: list[TopicEvent] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)
    #: Key and title of what the topic is about.
    links: list[tuple[int, str]] = field(default_factory=list)

    @property
    def answers(self) -> list[Answer]:
        return self.page.rows

    def everything(self) -> list[Answer]:
        """All answers of the page, wherever they stand on it."""
        merged = (answer for part in self.parts for answer in part.answers)
        replies = (reply for some in self.replies.values() for reply in some)
        return [*self.pinned, *self.answers, *merged, *replies]


def read_thread(
    topic: Topic,
    query: Mapping[str, str],
    *,
    policy: CommunityPolicy,
    user: Any,
    under: Answer | None = None,
) -> Thread:
    order = query.get("sort", "")
    thread = Thread(topic, order if order in ORDERS else "oldest", under=under)
    reader = AnswerReader(topic, policy=policy, user=user)
    pinned, merges, asked = _pinned_ids(topic), merges_of(topic), query.get("merged", "")
    thread.part = next((merge for merge in merges if str(merge.duplicate_id) == asked), None)
    _read_page(thread, reader, pinned, query)
    _read_rest(thread, reader, pinned)
    if thread.part is not None:
        thread.parts = [Part(thread.part)]
    elif merges and under is None and not thread.page.next_url:
        thread.parts = read_parts(merges, reader.visible(), pinned)
        _sort_out_replies(thread)
    thread.events = _events(thread)
    thread.tags, thread.links = read_words(topic)
    return thread


def _sort_out_replies(thread: Thread) -> None:
    """Answers to merged answers stand below those, as everywhere."""
    for part in thread.parts:
        for answer in part.answers:
            answer.topic = thread.topic
            if answer.parent_id is not None:
                thread.replies.setdefault(answer.parent_id, []).append(answer)
        part.answers = [answer for answer in part.answers if answer.parent_id is None]


def _pinned_ids(topic: Topic) -> list[int]:
    """Official answer first; the same answer once."""
    return list(dict.fromkeys(pk for pk in (topic.official_answer_id, topic.solution_id) if pk))


def _read_page(thread: Thread, reader: AnswerReader, pinned: list[int], query: Mapping[str, str]) -> None:
    order, under = ORDERS[thread.order], thread.under
    base = {"sort": thread.order} if thread.order != "oldest" else {}
    if thread.part is not None:
        base["merged"] = str(thread.part.duplicate_id)
    if under is not None:
        base["under"] = str(under.pk)

    within = Within(under.pk if under else None, thread.part.pk if thread.part else None)

    def fetch(position: Position | None, backwards: bool, count: int) -> list[Answer]:
        return reader.page(order, pinned, within, position, backwards, count)

    page = read_page(fetch, order, query, size=limits.ANSWERS_PAGE_SIZE, base=base, anchor="#answers")
    page.previous_label = pgettext("pages of answers", "Previous answers")
    page.next_label = pgettext("pages of answers", "More answers")
    page.first_label = pgettext("pages of answers", "First answers")
    thread.page = page


def _read_rest(thread: Thread, reader: AnswerReader, pinned: list[int]) -> None:
    parents = [] if thread.under is not None else [answer.pk for answer in thread.answers]
    if not pinned and not parents:
        return
    rows = reader.rest(pinned, parents)
    thread.is_cut = len(rows) > REPLIES
    by_id = {answer.pk: answer for answer in rows}
    thread.pinned = [by_id[pk] for pk in pinned if pk in by_id]
    for answer in rows[:REPLIES]:
        if answer.parent_id is not None and answer.pk not in pinned:
            thread.replies.setdefault(answer.parent_id, []).append(answer)


def _events(thread: Thread) -> list[TopicEvent]:
    """Public events of the time that the page covers; all of the latest where it is not sorted by time."""
    page, start, end = thread.page, None, None
    if thread.order == "oldest" and thread.under is None and thread.part is None and page.rows:
        start = page.rows[0].created_at if page.previous_url else None
        end = page.rows[-1].created_at if page.next_url else None
    return read_events(thread.topic, start=start, end=end)[::-1]
