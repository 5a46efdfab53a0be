"""A private topic becomes public: the company asks, only the author decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.publishing import count_topic
from feedback_community.enums import EventKind
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_consent, check_manage


@transaction.atomic
def ask_consent(topic: Topic, *, by: Any) -> bool:
    """Ask the author whether the private topic may be public. Once, until it is answered."""
    check_manage(by, topic)
    topic = lock_topic(topic)
    if not topic.is_private or topic.public_consent is not None or is_asked(topic):
        return False
    member = ensure_member(by)
    event = record(topic, EventKind.CONSENT_ASKED, by=member)
    audit(topic, "ask_consent", user=by)
    queue.put("consent_asked", topic=topic.pk, by=member.pk, cause=f"consent:{event.pk}")
    return True


def is_asked(topic: Topic) -> bool:
    """Whether the company has asked and the author has not decided yet."""
    return topic.public_consent is None and is_asked_ever(topic)


@transaction.atomic
def answer_consent(topic: Topic, *, by: Any, agree: bool) -> bool:
    """The author agrees, and the topic is public at once; or refuses, and it stays private."""
    check_consent(by, topic)
    topic = lock_topic(topic)
    if not topic.is_private:
        return False
    if not is_asked_ever(topic):
        raise InvalidChange(_("Nobody has asked to make this topic public."))
    member = ensure_member(by)
    topic.public_consent = agree
    record(topic, EventKind.CONSENT_GIVEN if agree else EventKind.CONSENT_REFUSED, by=member)
    if agree:
        topic.is_private = False
        record(topic, EventKind.MADE_PUBLIC, by=member)
        if topic.is_published:
            count_topic(topic, +1)
        queue.reindex(topic.pk)
    topic.save(update_fields=["is_private", "public_consent"])
    return True


def is_asked_ever(topic: Topic) -> bool:
    return topic.events.filter(kind=EventKind.CONSENT_ASKED).exists()
