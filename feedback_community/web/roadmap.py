"""Ideas by where they stand: planned, started, done. The columns are the statuses that staff put there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone
from django.utils.safestring import SafeString

from feedback_community.enums import StatusKind, TopicType
from feedback_community.models import Status
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.web.marks import mark
from feedback_community.web.rows import RowMaker
from feedback_community.web.topic_rows import rows_of

#: Ideas shown in a column; the rest is a filtered list.
COLUMN = 12
#: Days that something finished stays on the roadmap.
DONE_DAYS = 365
TEASER = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One status of the roadmap with its ideas, most wanted first."""

    kind: str
    title: SafeString
    rows: SafeString
    more_url: str


def columns(listed: TopicQuerySet, maker: RowMaker, *, site: Model) -> list[Column]:
    """One query a column: the index gives the first ones of a status, however many ideas there are."""
    recent = timezone.now() - timedelta(days=DONE_DAYS)
    ideas = listed.of_type(TopicType.IDEA).order_by("-vote_count", "-pk")
    found = []
    for status in Status.objects.filter(site=site, on_roadmap=True):
        own = ideas.filter(status=status.pk)
        if status.kind == StatusKind.DONE:
            own = own.filter(last_activity_at__gte=recent)
        rows = rows_of(own[: COLUMN + 1])
        more = f"{maker.links['topics']}?type=idea&status={status.kind}&sort=votes"
        title = mark(status.kind, status.label_for(TopicType.IDEA))
        short = maker.short(rows[:COLUMN], show="")
        found.append(Column(status.kind, title, short, more if len(rows) > COLUMN else ""))
    return found


def teaser(listed: TopicQuerySet, maker: RowMaker) -> SafeString:
    """A few ideas that are on their way."""
    moving = listed.of_type(TopicType.IDEA).with_status_kind(StatusKind.STARTED, StatusKind.PLANNED)
    return maker.short(rows_of(moving.order_by("-vote_count", "-pk")[:TEASER]), show="marks")
