"""What moderators do to a topic as a whole: close, move, retype, feature."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.publishing import count_topic
from feedback_community.actions.statuses import first_status
from feedback_community.actions.texts import clean_note
from feedback_community.enums import EventKind, TopicType
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Forum, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_manage, check_moderate, check_retag


@transaction.atomic
def close_topic(topic: Topic, *, by: Any, reason: str = "") -> bool:
    """No further answers; reading and search go on."""
    check_manage(by, topic)
    topic = lock_topic(topic)
    if topic.is_closed:
        return False
    return _set_closed(topic, timezone.now(), by=by, reason=clean_note(reason))


@transaction.atomic
def reopen_topic(topic: Topic, *, by: Any) -> bool:
    check_manage(by, topic)
    topic = lock_topic(topic)
    return topic.is_closed and _set_closed(topic, None, by=by, reason="")


def _set_closed(topic: Topic, at: datetime | None, *, by: Any, reason: str) -> bool:
    member = ensure_member(by)
    topic.closed_at = at
    topic.save(update_fields=["closed_at"])
    record(topic, EventKind.CLOSED if at else EventKind.REOPENED, by=member, text=reason)
    audit(topic, "close" if at else "reopen", user=by, reason=reason)
    signal = signals.topic_closed if at else signals.topic_reopened
    events.emit_on_commit(signal, Topic, topic=topic, by=member)
    return True


@transaction.atomic
def move_topic(topic: Topic, *, by: Any, to: Forum) -> bool:
    """To another forum of the same site; one needs rights on both sides."""
    check_manage(by, topic)
    check_moderate(by, to)
    topic = lock_topic(topic)
    previous = topic.forum
    if to.pk == previous.pk:
        return False
    if to.site_id != previous.site_id:
        raise InvalidChange(_("A topic cannot leave its site."))
    if not to.allows(topic.topic_type):
        raise InvalidChange(_("That forum does not take topics of this type."))
    member = ensure_member(by)
    if topic.is_published:
        count_topic(topic, -1)
    topic.forum = to
    allowed = set(to.statuses.values_list("pk", flat=True))
    if allowed and topic.status_id not in allowed:
        same_kind = to.statuses.filter(kind=topic.status.kind).first()
        topic.status = same_kind or first_status(to)
    topic.save(update_fields=["forum", "status"])
    if topic.is_published:
        count_topic(topic, +1)
    # The names of forums stay out of the public row: the reader may not see the old one.
    record(topic, EventKind.MOVED, by=member, before=previous.pk, after=to.pk)
    audit(topic, "move", user=by, before=previous.name, after=to.name)
    queue.reindex(topic.pk)
    events.emit_on_commit(signals.topic_moved, Topic, topic=topic, by=member, previous=previous)
    return True


@transaction.atomic
def change_type(topic: Topic, *, by: Any, topic_type: TopicType) -> bool:
    """Staff and trusted persons may correct the type; nobody gets a mail for it."""
    check_retag(by, topic)
    topic = lock_topic(topic)
    if topic.topic_type == topic_type:
        return False
    if not topic.forum.allows(topic_type):
        raise InvalidChange(_("This forum does not take topics of that type."))
    member = ensure_member(by)
    before, topic.topic_type = topic.topic_type, topic_type
    topic.save(update_fields=["topic_type"])
    record(topic, EventKind.TYPE_CHANGED, by=member, before=before, after=topic_type)
    audit(topic, "change_type", user=by, before=before, after=str(topic_type))
    queue.reindex(topic.pk)
    events.emit_on_commit(signals.topic_type_changed, Topic, topic=topic, by=member, previous=before)
    return True


@transaction.atomic
def feature_topic(topic: Topic, *, by: Any, until: datetime) -> bool:
    """Shown first on the community's home and in its forum until then."""
    check_manage(by, topic)
    topic = lock_topic(topic)
    if until <= timezone.now():
        raise InvalidChange(_("Please choose a time to come."))
    member = ensure_member(by)
    topic.featured_until = until
    topic.save(update_fields=["featured_until"])
    record(topic, EventKind.FEATURED, by=member, after=until.isoformat(), is_public=False)
    audit(topic, "feature", user=by, until=until.isoformat())
    return True


@transaction.atomic
def unfeature_topic(topic: Topic, *, by: Any) -> bool:
    check_manage(by, topic)
    topic = lock_topic(topic)
    if topic.featured_until is None:
        return False
    topic.featured_until = None
    topic.save(update_fields=["featured_until"])
    record(topic, EventKind.UNFEATURED, by=ensure_member(by), is_public=False)
    audit(topic, "unfeature", user=by)
    return True
