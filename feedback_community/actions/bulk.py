"""One act on many posts: a row for each, worked off in parts by the worker, each post in a transaction of its
own. Rights are asked again for every post at the moment it is changed. Undone the same way."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community import events, limits, signals
from feedback_community.actions.bulk_kinds import KINDS
from feedback_community.actions.members import ensure_member
from feedback_community.actions.spam import block, of_content, posts_of
from feedback_community.actions.suspensions import lift_suspension
from feedback_community.exceptions import CommunityError, InvalidChange, NotAllowed
from feedback_community.models import (
    Answer,
    BulkAct,
    BulkKind,
    BulkRow,
    BulkState,
    Forum,
    Member,
    OutboxMessage,
    Topic,
)
from feedback_community.outbox import queue
from feedback_community.people import member_of

logger = logging.getLogger("feedback_community.bulk")

CHANNEL = "bulk"
EVENTS = ("bulk_act",)
#: Seconds before the worker looks at a short act: whoever started it does that first.
HEAD_START = 10


@transaction.atomic
def start(
    kind: BulkKind, *, by: Any, contents: Sequence[Topic | Answer], data: dict[str, Any], **about: Any
) -> BulkAct:
    """Write down what is to be done. `work` does it: the first part at once, the rest in the worker."""
    act = BulkAct.objects.create(kind=kind, by=ensure_member(by), data=data, total=len(contents), **about)
    BulkRow.objects.bulk_create(
        (BulkRow(act=act, **of_content(content)) for content in contents), batch_size=limits.FANOUT_BATCH
    )
    _go_on(act.pk, delay=HEAD_START)
    return act


@transaction.atomic
def block_and_hide_all(member: Member, *, by: Any, forum: Forum | None, reason: str) -> BulkAct:
    """Suspend a person and hide every post, in a forum or (None) in all that `by` moderates."""
    contents = posts_of(member, by=by, forum=forum)
    suspension = block(member, by=by, forum=forum, reason=reason)
    return start(BulkKind.SPAM, by=by, contents=contents, data={}, member=member, suspension=suspension)


def work(pk: int, *, limit: int) -> bool:
    """Change so many posts. Returns whether any are left. Safe when two do it at once."""
    act = BulkAct.objects.select_related("by", "member", "suspension").filter(pk=pk).first()
    if act is None or act.finished_at is not None:
        return False
    user = act.by.user
    undoing = act.undo_at is not None
    rows = act.rows.filter(state=BulkState.DONE if undoing else BulkState.WAITING)
    rows = rows.select_related("topic__forum__site", "topic__status", "answer__topic__forum__site")
    for row in rows.order_by("-pk" if undoing else "pk")[:limit]:
        _change(act, row, user, undoing=undoing)
    if rows.exists():
        return True
    _finish(act)
    return False


def _change(act: BulkAct, row: BulkRow, user: Any, *, undoing: bool) -> None:
    kind = KINDS[act.kind]
    changed: dict[str, Any]
    try:
        with transaction.atomic():
            if not _take(row):
                return
            if undoing:
                done = kind.undo(row.content, user, act.data, row.before)
                changed = {"state": BulkState.UNDONE if done else BulkState.KEPT}
            else:
                before = kind.do(row.content, user, act.data)
                state = BulkState.SAME if before is None else BulkState.DONE
                changed = {"state": state, "before": before or {}}
            BulkRow.objects.filter(pk=row.pk).update(**changed)
    except CommunityError as problem:
        _refuse(row, problem.message, undoing=undoing)
    except Exception:
        logger.exception("Row %s of bulk act %s failed", row.pk, act.pk)
        _refuse(row, _("An error, which is in the log."), undoing=undoing)


def _take(row: BulkRow) -> bool:
    """Whoever comes second to a row waits here, and finds it done."""
    current = BulkRow.objects.select_for_update().filter(pk=row.pk, state=row.state)
    return current.exists() and bool(current.update(problem=""))


def _refuse(row: BulkRow, problem: str, *, undoing: bool) -> None:
    state = BulkState.KEPT if undoing else BulkState.FAILED
    rows = BulkRow.objects.filter(pk=row.pk, state=row.state)
    rows.update(state=state, problem=problem[: limits.NOTE_LENGTH])


@transaction.atomic
def _finish(act: BulkAct) -> None:
    unfinished = BulkAct.objects.filter(pk=act.pk, finished_at=None, undo_at=act.undo_at)
    if not unfinished.update(finished_at=timezone.now()) or act.kind != BulkKind.SPAM or not act.member:
        return
    signal, state = signals.spam_removed, BulkState.DONE
    if act.undo_at is not None:
        signal, state = signals.spam_restored, BulkState.UNDONE
    posts = act.rows.filter(state=state).count()
    events.emit_on_commit(signal, Member, member=act.member, by=act.by, posts=posts)


@transaction.atomic
def undo(act: BulkAct, *, by: Any) -> None:
    """Bring every changed post back to what it was; what somebody changed since stays.

    Raises NotAllowed for an act of somebody else, InvalidChange for one that cannot be undone.
    """
    if not may_see(act, by):
        raise NotAllowed(_("This was done by somebody else."))
    current = BulkAct.objects.select_for_update().get(pk=act.pk)
    if problem := undo_problem(current):
        raise InvalidChange(problem)
    now = timezone.now()
    BulkAct.objects.filter(pk=act.pk).update(undo_at=now, finished_at=None)
    if act.suspension is not None:
        lift_suspension(act.suspension, by=by)
    if act.member is not None:
        log(instance=act.member, action="feedback_community.unblock_spammer", user=by)
    _go_on(act.pk, delay=HEAD_START)


def may_see(act: BulkAct, user: Any) -> bool:
    """Whoever did it, and those above all."""
    me = member_of(user)
    return bool(user.is_superuser or (me is not None and me.pk == act.by_id))


def undo_problem(act: BulkAct) -> str:
    """Why it cannot be undone, "" where it can."""
    if act.undo_at is not None:
        return _("This is undone already.")
    if act.finished_at is None:
        return _("This is not finished yet.")
    if act.created_at < timezone.now() - timedelta(days=limits.UNDO_DAYS):
        return _("This is too long ago to be undone.")
    return ""


def progress(act: BulkAct) -> dict[str, int]:
    """How many rows stand where."""
    rows = act.rows.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def consume(messages: Sequence[OutboxMessage]) -> None:
    for message in messages:
        pk = message.payload["act"]
        if work(pk, limit=limits.BULK_BATCH):
            with transaction.atomic():
                _go_on(pk, delay=0)


def _go_on(pk: int, *, delay: int) -> None:
    queue.put("bulk_act", delay=delay, act=pk)


def purge_bulk_acts() -> int:
    """What can no longer be undone needs no rows; the audit log keeps what was done."""
    before = timezone.now() - timedelta(days=limits.UNDO_DAYS)
    return BulkAct.objects.filter(created_at__lt=before).delete()[0]
