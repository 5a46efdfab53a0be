"""Topics of a list as plain rows: only the columns that a row prints, without a model instance for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet, Value

from feedback_community.models import Forum, Member, Status, Topic
from feedback_community.people import person_columns, person_from
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.permissions.sight import Sight
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import Prepared, Slot, key, keys, numbered
from feedback_community.web.filters import TopicFilter
from feedback_community.web.keyset import Fetch, Order, Position


class TopicRow(NamedTuple):
    """One row. `person` holds the columns of the author's card."""

    pk: int
    forum_id: int
    author_id: int | None
    author_role: str
    is_name_hidden: bool
    topic_type: str
    title: str
    slug: str
    excerpt: str
    status_id: int
    state: str
    is_private: bool
    closed_at: datetime | None
    official_answer_id: int | None
    solution_id: int | None
    vote_count: int
    answer_count: int
    trending_score: float | None
    published_at: datetime | None
    last_activity_at: datetime
    kind: str
    label: str
    voted: bool
    person: tuple[Any, ...]

    def author(self) -> Member | None:
        return person_from(self.person, _read.alias)

    def as_topic(self, forum: Forum) -> Topic:
        """For the questions of a policy; what the row does not hold is read when asked for."""
        alias = _read.alias
        status = instance_of(Status, STATUS, (self.status_id, self.kind, self.label), alias)
        return instance_of(Topic, ORDERED, _ordered(self), alias, forum=forum, status=status)


#: The columns of the topic itself, as they are read, and in the order of the model, which alone Django takes.
TOPIC = ("id", *TopicRow._fields[1 : TopicRow._fields.index("kind")])
#: Read only where the list is sorted by them: a time costs as much to read as the rest of a row.
SORTED_BY = ("trending_score", "published_at")
ORDERED = tuple(f.attname for f in Topic._meta.concrete_fields if f.attname in {*TOPIC} - {*SORTED_BY})
_ordered = itemgetter(*(TOPIC.index(name) for name in ORDERED))
STATUS = ("id", "kind", "label")
WIDTH = TopicRow._fields.index("person")


def columns_of(topics: QuerySet, order: Order | None = None) -> QuerySet:
    """`topics` know whether they are voted for (`with_my_vote`)."""
    fields: Any = Topic._meta
    unread = {*SORTED_BY} - {order.field} if order is not None else ()
    own = (Value(None, output_field=fields.get_field(name)) if name in unread else name for name in TOPIC)
    return topics.values_list(*own, "status__kind", "status__label", "voted", *person_columns("author__"))


def rows_from(values: Iterable[Sequence[Any]]) -> list[TopicRow]:
    return [TopicRow(*row[:WIDTH], row[WIDTH:]) for row in values]  # type: ignore[call-arg]


def rows_of(topics: QuerySet) -> list[TopicRow]:
    return rows_from(columns_of(topics))


def fetch_listed(
    chosen: TopicFilter, policy: CommunityPolicy, user: Any, *, site: Model, member: Member | None
) -> Fetch:
    """Reads the chosen ones of what this person may find in lists."""
    forums = policy.access(user, site).forums

    def fetch(position: Position | None, backwards: bool, count: int) -> list[TopicRow]:
        if not policy.goes_by_sight():
            topics = chosen.apply(policy.listed_topics(user, site), forums=forums, member=member)
            voted = topics.with_my_vote(member)
            return rows_of(chosen.order.slice(voted, position, backwards=backwards, count=count))
        sight = policy.sight(user, site)
        if chosen.forum:
            sight = replace(sight, forums=frozenset(pk for pk, f in forums.items() if f.slug == chosen.forum))
        value, pk = position or (None, None)
        shape = (type(policy), sight.shape, chosen.shape, position is not None, backwards, count)
        return rows_from(_read(*shape, member=sight.member, tag=chosen.tag, value=value, pk=pk))

    return fetch


def _build(
    policy: type[CommunityPolicy], sight: Sight, chosen: TopicFilter, moved: bool, backwards: bool, count: int
) -> QuerySet:
    topics = chosen.apply(policy().listed(sight), forums={}, member=sight.member).with_my_vote(sight.member)
    order = chosen.order
    position = (Slot("value", Topic._meta.get_field(order.field)), key("pk")) if moved else None
    return columns_of(order.slice(topics, position, backwards=backwards, count=count), order)


_read = Prepared(Topic, _build)
_read_tags = Prepared(
    Topic,
    lambda count: (
        Topic.objects.filter(pk__in=keys("pk", count))
        .order_by("tagged_items__pk")
        .values_list("pk", "tagged_items__tag__name", "tagged_items__tag__slug", "tagged_items__pk")
    ),
)
#: Topics whose tags are read at once.
STEP = 25


def tags_of(pks: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Name and slug of the tags of each topic, in one query for each page of them."""
    found: dict[int, list[tuple[str, str]]] = {}
    for start in range(0, len(pks), STEP):
        asked = numbered("pk", pks[start : start + STEP], STEP)
        for pk, name, slug, tagged in _read_tags(STEP, **asked):
            if tagged is not None:
                found.setdefault(pk, []).append((name, slug))
    return found
