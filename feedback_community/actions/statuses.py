"""Where a topic stands."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.texts import clean_note
from feedback_community.enums import EventKind, StatusKind
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Forum, Status, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_change_status

ON_ROADMAP = frozenset({StatusKind.PLANNED, StatusKind.STARTED, StatusKind.DONE})


def ensure_statuses(site: Model) -> list[Status]:
    """The statuses of a site in their order; the usual seven are made when there are none."""
    statuses = list(Status.objects.filter(site=site))
    if statuses:
        return statuses
    return Status.objects.bulk_create(
        Status(site=site, kind=kind, position=position, on_roadmap=kind in ON_ROADMAP)
        for position, kind in enumerate(StatusKind)
    )


def first_status(forum: Forum) -> Status:
    """The status a new topic gets: the first open one of the forum, else of the site."""
    own = list(forum.statuses.all())
    if own:
        return next((status for status in own if status.kind == StatusKind.OPEN), own[0])
    statuses = ensure_statuses(forum.site)
    return next((status for status in statuses if status.kind == StatusKind.OPEN), statuses[0])


@transaction.atomic
def change_status(topic: Topic, *, to: Status, by: Any, note: str = "", notify: bool = True) -> bool:
    """Set a status, with a public note. Returns False when it stands there already.

    Raises NotAllowed; InvalidChange when the status is not one of this forum, or an idea is declined
    without a word.
    """
    check_change_status(by, topic)
    text = clean_note(note)
    locked = lock_topic(topic)
    if locked.status_id == to.pk:
        return False
    _check_status(locked, topic.forum, to, text)
    member = ensure_member(by)
    previous = locked.status
    Topic.objects.filter(pk=topic.pk).update(status=to)
    topic.status = to
    event = record(topic, EventKind.STATUS_CHANGED, by=member, before=previous.pk, after=to.pk, text=text)
    audit(topic, "change_status", user=by, before=str(previous), after=str(to), note=text)
    queue.reindex(topic.pk)
    if notify:
        queue.put("status_changed", topic=topic.pk, event=event.pk, by=member.pk, cause=f"status:{event.pk}")
    events.emit_on_commit(
        signals.topic_status_changed, Topic, topic=topic, by=member, previous=previous, note=text
    )
    return True


def _check_status(topic: Topic, forum: Forum, to: Status, note: str) -> None:
    allowed = forum.statuses.values_list("pk", flat=True)
    if to.site_id != forum.site_id or (allowed and to.pk not in allowed):
        raise InvalidChange(_("This status does not belong to the forum."))
    if to.topic_types and topic.topic_type not in to.topic_types:
        raise InvalidChange(_("This status does not suit the type of the topic."))
    if to.kind == StatusKind.DECLINED and not note and topic.official_answer_id is None:
        raise InvalidChange(_("Please say why: a declined topic carries a public reason."))
