"""One page of a thread, read in four queries: answers, pinned ones and replies, events, tags and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils.translation import pgettext, pgettext_lazy

from feedback_community import limits
from feedback_community.enums import EventKind
from feedback_community.models import Answer, Member, Merge, TaggedTopic, Topic, TopicEvent, TopicLink
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.querysets.answers import AnswerQuerySet
from feedback_community.web.keyset import Order, Page, get_page
from feedback_community.web.merged import Part, merges_of, read_parts

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
#: Rows of answers to answers that one page reads; where there are more, each has a page of its own.
REPLIES = 200
#: Rows of the timeline on one page.
EVENTS = 50
TOLD = (
    EventKind.STATUS_CHANGED,
    EventKind.OFFICIAL_SET,
    EventKind.OFFICIAL_CLEARED,
    EventKind.SOLUTION_SET,
    EventKind.SOLUTION_CLEARED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.MOVED,
    EventKind.TYPE_CHANGED,
    EventKind.MADE_PUBLIC,
    EventKind.REMOVED,
    EventKind.RESTORED,
    EventKind.MERGED,
    EventKind.UNMERGED,
    EventKind.BACK,
    EventKind.SPLIT_OFF,
    EventKind.REJOINED,
)


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
    member: Member | None,
    under: Answer | None = None,
) -> Thread:
    order = query.get("sort", "")
    thread = Thread(topic, order if order in ORDERS else "oldest", under=under)
    visible = policy.visible_answers(user, topic).select_related("author__user")
    if member is not None:
        visible = visible.with_my_vote(member)
    merges = merges_of(topic)
    asked = query.get("merged", "")
    thread.part = next((merge for merge in merges if str(merge.duplicate_id) == asked), None)
    _read_page(thread, visible, query)
    _read_rest(thread, visible)
    if thread.part is not None:
        thread.parts = [Part(thread.part)]
    elif merges and under is None and not thread.page.next_url:
        thread.parts = read_parts(merges, visible, _pinned_ids(topic))
        _sort_out_replies(thread)
    thread.events = _events(thread)
    _read_words(thread)
    for answer in thread.everything():
        answer.topic = topic
    return thread


def _sort_out_replies(thread: Thread) -> None:
    """Answers to merged answers stand below those, as everywhere."""
    for part in thread.parts:
        for answer in part.answers:
            if answer.parent_id is not None:
                thread.replies.setdefault(answer.parent_id, []).append(answer)
        part.answers = [answer for answer in part.answers if answer.parent_id is None]


def _pinned_ids(topic: Topic) -> list[int]:
    """Official answer first; the same answer once."""
    return list(dict.fromkeys(pk for pk in (topic.official_answer_id, topic.solution_id) if pk))


def _read_page(thread: Thread, visible: AnswerQuerySet, query: Mapping[str, str]) -> None:
    answers = visible.defer("body", "body_text", "uid").exclude(pk__in=_pinned_ids(thread.topic))
    if thread.under is not None:
        answers = answers.filter(parent=thread.under)
    else:
        answers = answers.top_level()
        if thread.topic.merge_count:
            answers = answers.filter(merge=thread.part)
    base = {"sort": thread.order} if thread.order != "oldest" else {}
    if thread.part is not None:
        base["merged"] = str(thread.part.duplicate_id)
    if thread.under is not None:
        base["under"] = str(thread.under.pk)
    thread.page = get_page(
        answers,
        ORDERS[thread.order],
        query,
        size=limits.ANSWERS_PAGE_SIZE,
        base=base,
        anchor="#answers",
    )
    page = thread.page
    page.previous_label = pgettext("pages of answers", "Previous answers")
    page.next_label = pgettext("pages of answers", "More answers")
    page.first_label = pgettext("pages of answers", "First answers")


def _read_rest(thread: Thread, visible: AnswerQuerySet) -> None:
    """The pinned answers, and the answers to what the page shows, in one query."""
    pinned = _pinned_ids(thread.topic)
    parents = [] if thread.under is not None else [answer.pk for answer in thread.answers]
    if not pinned and not parents:
        return
    found = visible.filter(Q(pk__in=pinned) | Q(parent__in=[*parents, *pinned]))
    # Pinned ones first, so that no number of replies can push them out.
    rank = [Case(When(pk__in=pinned, then=0), default=1)] if pinned else []
    rows = list(found.defer("body", "uid").order_by(*rank, "created_at", "pk")[: REPLIES + 1])
    thread.is_cut = len(rows) > REPLIES
    by_id = {answer.pk: answer for answer in rows}
    thread.pinned = [by_id[pk] for pk in pinned if pk in by_id]
    for answer in rows[:REPLIES]:
        if answer.parent_id is not None and answer.pk not in pinned:
            thread.replies.setdefault(answer.parent_id, []).append(answer)


def _events(thread: Thread) -> list[TopicEvent]:
    """Public events of the time that the page covers; all of the latest where it is not sorted by time."""
    events = TopicEvent.objects.filter(topic=thread.topic, is_public=True, kind__in=TOLD)
    events = events.select_related("by__user")
    page = thread.page
    if thread.order == "oldest" and thread.under is None and thread.part is None and page.rows:
        if page.previous_url:
            events = events.filter(at__gte=page.rows[0].created_at)
        if page.next_url:
            events = events.filter(at__lt=page.rows[-1].created_at)
    return list(events.order_by("-at", "-pk")[:EVENTS])[::-1]


def _read_words(thread: Thread) -> None:
    """Tags and what the topic is about, in one query."""
    tags = TaggedTopic.objects.filter(content_object=thread.topic)
    links = TopicLink.objects.filter(topic=thread.topic)
    rows = tags.values_list(Value(0), "pk", "tag__name", "tag__slug").union(
        links.values_list(Value(1), "pk", "title", "locale"), all=True
    )
    for is_link, pk, text, slug in sorted(rows):
        if is_link:
            thread.links.append((pk, text))
        else:
            thread.tags.append((text, slug))
