"""The second look at what an index proposes: what of it this person may see, with what a suggestion prints.

Asked at every keystroke, so it is a prepared read; the decision is the policy's as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet

from feedback_community.models import Answer, Status, Topic
from feedback_community.permissions.policy import CommunityPolicy, get_policy
from feedback_community.permissions.sight import Sight
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import Prepared, columns_of, key

#: A read asks for so many keys or a multiple of it, the last one repeatedly.
STEP = 8
LONG = {"uid", "body", "body_html", "body_text", "excerpt", "renderer_version", "language", "public_consent"}
TOPIC = columns_of(Topic, without=LONG)
STATUS = columns_of(Status, without={"uid", "site_id", "topic_types", "on_roadmap", "position"})
OFFICIAL = ("id", "excerpt", "state")
ANSWER = len(TOPIC) + len(STATUS)


def shown_topics(pks: Sequence[int], *, user: Any, site: Model) -> list[Topic]:
    """The visible ones in this order. The long texts stay in the database."""
    if not pks:
        return []
    policy = get_policy()
    if policy.goes_by_sight():
        sight = policy.sight(user, site)
        count = -(-len(pks) // STEP) * STEP
        slots = {f"pk{place}": pks[min(place, len(pks) - 1)] for place in range(count)}
        rows = _read(type(policy), sight.shape, count, member=sight.member, **slots)
    else:
        rows = list(_columns(policy.listed_topics(user, site).filter(pk__in=pks)))
    by_pk = {row[0]: _topic_from(row, _read.alias) for row in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def _build(policy: type[CommunityPolicy], sight: Sight, count: int) -> QuerySet:
    return _columns(policy().listed(sight).filter(pk__in=[key(f"pk{place}") for place in range(count)]))


def _columns(topics: QuerySet) -> QuerySet:
    return topics.values_list(
        *TOPIC,
        *(f"status__{name}" for name in STATUS),
        *(f"official_answer__{name}" for name in OFFICIAL),
    )


_read = Prepared(Topic, _build)


def _topic_from(row: Sequence[Any], alias: str) -> Topic:
    status = instance_of(Status, STATUS, row[len(TOPIC) : ANSWER], alias)
    official = instance_of(Answer, OFFICIAL, row[ANSWER:], alias) if row[ANSWER] is not None else None
    return instance_of(Topic, TOPIC, row[: len(TOPIC)], alias, status=status, official_answer=official)
