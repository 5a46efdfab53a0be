"""The reads of a thread's page, prepared; the same by querysets for a policy that decides by the user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, DateTimeField, Q, QuerySet, Value, When

from feedback_community import limits
from feedback_community.enums import EventKind
from feedback_community.models import Answer, Member, TaggedTopic, Topic, TopicEvent, TopicLink
from feedback_community.people import member_of, person_columns, person_from
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.querysets.answers import AnswerQuerySet
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import Prepared, Slot, columns_of, key, numbered
from feedback_community.web.keyset import Order

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
    EventKind.PAGE_PUBLISHED,
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
#: Official answer and solution; answers of a page. A read asks for as many, with 0 where there is none.
PINNED, PARENTS = 2, limits.ANSWERS_PAGE_SIZE + 2
UNREAD = {"uid", "body", "comment_id", "renderer_version", "published_at"}
#: Columns of the answers of a page, and of those whose full text machines are told.
SHORT, LONG = columns_of(Answer, without=UNREAD | {"body_text"}), columns_of(Answer, without=UNREAD)
EVENT = columns_of(TopicEvent)


class Within(NamedTuple):
    """What fills the page: the replies to one answer, or the answers of a merged topic."""

    under: int | None = None
    merge: int | None = None

    @property
    def shape(self) -> tuple[bool, bool]:
        return self.under is not None, self.merge is not None


class AnswerReader:
    """Reads answers of one topic for one reader."""

    def __init__(self, topic: Topic, *, policy: CommunityPolicy, user: Any) -> None:
        self.topic, self.policy, self.user = topic, policy, user
        self.member = member_of(user)
        self._authors: dict[int | None, Member | None] = {}

    def visible(self) -> AnswerQuerySet:
        """All that this reader may see of the topic, for reads that are rare."""
        visible = self.policy.visible_answers(self.user, self.topic).select_related("author__user")
        return visible.with_my_vote(self.member)

    def page(self, order: Order, pinned: list[int], within: Within, *place: Any) -> list[Answer]:
        """Answers that begin a thread, or those of one part of it, without the pinned ones.

        `place` is a position, whether one goes backwards from it, and how many are asked for.
        """
        at, backwards, count = place
        value, pk = at or (None, None)
        values = {**numbered("pinned", pinned, PINNED), "value": value, "at": pk}
        values |= {"under": within.under, "merge": within.merge}
        has_merges = bool(self.topic.merge_count)
        shape = (order, within.shape, has_merges, at is not None, backwards, count)
        return self._answers(SHORT, _read_page, _page, shape, values)

    def rest(self, pinned: list[int], parents: list[int]) -> list[Answer]:
        """The pinned answers, and the answers to what the page shows, in one query."""
        values = {
            **numbered("pinned", pinned, PINNED),
            **numbered("parent", [*parents, *pinned], PARENTS),
        }
        return self._answers(LONG, _read_rest, _rest, (), values)

    def _answers(
        self,
        columns: tuple[str, ...],
        read: Prepared,
        build: Callable[..., QuerySet],
        shape: tuple[Any, ...],
        values: dict[str, Any],
    ) -> list[Answer]:
        if self.policy.goes_by_sight():
            moderates = self.policy.can_moderate(self.user, self.topic.forum)
            if not moderates and not self.topic.is_published:
                return []
            shape = (type(self.policy), moderates, self.member is not None, *shape)
            member = self.member.pk if self.member is not None else None
            rows = read(*shape, topic=self.topic.pk, member=member, **values)
        else:
            visible = self.policy.visible_answers(self.user, self.topic)
            rows = list(build(visible, self.member, values.__getitem__, *shape))
        return [self._answer(columns, row, read.alias) for row in rows]

    def _answer(self, columns: tuple[str, ...], row: Sequence[Any], alias: str) -> Answer:
        width = len(columns)
        answer = instance_of(Answer, columns, row[:width], alias, topic=self.topic)
        if answer.author_id not in self._authors:
            self._authors[answer.author_id] = person_from(row[width + 1 :], alias)
        answer._state.fields_cache["author"] = self._authors[answer.author_id]
        answer.voted = bool(row[width])  # type: ignore[attr-defined]
        return answer


def _columns(answers: QuerySet, columns: tuple[str, ...], member: Any) -> QuerySet:
    return answers.with_my_vote(member).values_list(  # type: ignore[attr-defined]
        *columns, "voted", *person_columns("author__")
    )


def _page(
    answers: AnswerQuerySet,
    member: Any,
    value_of: Callable[[str], Any],
    order: Order,
    within: tuple[bool, bool],
    has_merges: bool,
    moved: bool,
    backwards: bool,
    count: int,
) -> QuerySet:
    answers = answers.exclude(pk__in=[value_of(f"pinned{place}") for place in range(PINNED)])
    under, part = within
    answers = answers.filter(parent=value_of("under")) if under else answers.top_level()
    if has_merges and not under:
        answers = answers.filter(merge=value_of("merge") if part else None)
    value = value_of("value") if moved else None
    if isinstance(value, Slot):
        value = Slot("value", Answer._meta.get_field(order.field))
    at = (value, value_of("at")) if moved else None
    return _columns(order.slice(answers, at, backwards=backwards, count=count), SHORT, member)


def _rest(answers: AnswerQuerySet, member: Any, value_of: Callable[[str], Any]) -> QuerySet:
    pinned = [value_of(f"pinned{place}") for place in range(PINNED)]
    parents = [value_of(f"parent{place}") for place in range(PARENTS)]
    found = answers.filter(Q(pk__in=pinned) | Q(parent__pk__in=parents))
    # Pinned ones first, so that no number of replies can push them out.
    rank = Case(When(pk__in=pinned, then=0), default=1)
    return _columns(found.order_by(rank, "created_at", "pk")[: REPLIES + 1], LONG, member)


def _prepared(build: Callable[..., QuerySet]) -> Prepared:
    def prepare(policy: type[CommunityPolicy], moderates: bool, has_member: bool, *shape: Any) -> QuerySet:
        member = key("member") if has_member else None
        answers = policy().shown_answers(moderates=moderates, member=member).filter(topic=key("topic"))
        return build(answers, member, key, *shape)

    return Prepared(Answer, prepare)


_read_page, _read_rest = _prepared(_page), _prepared(_rest)


def _events(has_start: bool, has_end: bool) -> QuerySet:
    events = TopicEvent.objects.filter(topic=key("topic"), is_public=True, kind__in=TOLD)
    if has_start:
        events = events.filter(at__gte=Slot("start", DateTimeField()))
    if has_end:
        events = events.filter(at__lt=Slot("end", DateTimeField()))
    return events.order_by("-at", "-pk").values_list(*EVENT, *person_columns("by__"))[:EVENTS]


_read_events = Prepared(TopicEvent, _events)


def read_events(topic: Topic, *, start: Any = None, end: Any = None) -> list[TopicEvent]:
    """Public events of that time, the latest first."""
    found, alias = [], _read_events.alias
    rows = _read_events(start is not None, end is not None, topic=topic.pk, start=start, end=end)
    for row in rows:
        by = person_from(row[len(EVENT) :], alias)
        found.append(instance_of(TopicEvent, EVENT, row[: len(EVENT)], alias, by=by))
    return found


def _words() -> QuerySet:
    tags = TaggedTopic.objects.filter(content_object=key("topic"))
    links = TopicLink.objects.filter(topic=key("topic"))
    return tags.values_list(Value(0), "pk", "tag__name", "tag__slug").union(
        links.values_list(Value(1), "pk", "title", "locale"), all=True
    )


_read_words = Prepared(TaggedTopic, _words)


def read_words(topic: Topic) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Tags (name, slug) and what the topic is about (key, title), in one query."""
    tags: list[tuple[str, str]] = []
    links: list[tuple[int, str]] = []
    for is_link, pk, text, slug in sorted(_read_words(topic=topic.pk)):
        if is_link:
            links.append((pk, text))
        else:
            tags.append((text, slug))
    return tags, links
