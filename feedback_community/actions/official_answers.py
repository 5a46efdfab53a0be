"""The official answer: the one answer given for the company, read first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.answers import post_answer
from feedback_community.actions.history import audit
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.marks import check_markable, set_mark
from feedback_community.actions.members import ensure_member
from feedback_community.actions.statuses import change_status
from feedback_community.conf import app_settings
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Status, Topic
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_answer_officially


@transaction.atomic
def post_official_answer(
    topic: Topic,
    *,
    by: Any,
    body: str,
    new_status: Status | None = None,
    note: str = "",
    notify: bool = True,
    files: Mapping[str, str] | None = None,
) -> Answer:
    """Answer for the company and pin the answer; with a new status in the same act if given.

    Without `notify` nobody is told of any of it.
    """
    check_answer_officially(by, topic)
    answer = post_answer(topic, author=by, body=body, notify=notify, files=files)
    set_official_answer(answer, by=by, notify=notify)
    if new_status is not None:
        topic.refresh_from_db(fields=["official_answer", "status"])
        change_status(topic, to=new_status, by=by, note=note, notify=notify)
    return answer


@transaction.atomic
def set_official_answer(answer: Answer, *, by: Any, notify: bool = True) -> bool:
    """Choose an answer an employee gave. Returns False when it is the official one already.

    Its mails leave after `MAIL_DELAY` seconds, so that an early correction changes them.
    """
    check_answer_officially(by, answer.topic)
    topic = lock_topic(answer.topic)
    answer.refresh_from_db(fields=["state"])
    check_markable(topic, answer)
    if not answer.is_by_company:
        raise InvalidChange(_("Only an answer by somebody of the company can be the official one."))
    previous = topic.official_answer
    if previous is not None and previous.pk == answer.pk:
        return False
    member = ensure_member(by)
    event = set_mark(topic, "official_answer", answer, by=member)
    audit(answer, "set_official_answer", user=by)
    if notify:
        queue.put(
            "official_answer_set",
            topic=topic.pk,
            answer=answer.pk,
            event=event.pk,
            by=member.pk,
            delay_mail=app_settings.MAIL_DELAY,
            cause=f"official:{event.pk}",
        )
    events.emit_on_commit(
        signals.official_answer_set, Topic, topic=topic, answer=answer, by=member, previous=previous
    )
    return True


@transaction.atomic
def clear_official_answer(topic: Topic, *, by: Any) -> bool:
    """The answer stays, the mark goes; a mail that has not left yet is not sent."""
    check_answer_officially(by, topic)
    topic = lock_topic(topic)
    answer = topic.official_answer
    if answer is None:
        return False
    member = ensure_member(by)
    set_mark(topic, "official_answer", None, by=member)
    audit(answer, "clear_official_answer", user=by)
    events.emit_on_commit(signals.official_answer_cleared, Topic, topic=topic, answer=answer, by=member)
    return True
