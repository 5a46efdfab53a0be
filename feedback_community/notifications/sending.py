"""The mails that are due: taken under a lease, looked at again, united, sent, and written down.

Between the server's "250" and our commit lies the one window in which a mail may leave twice, with the
same Message-ID.
"""

from __future__ import annotations

import logging
import time

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from feedback_community import limits
from feedback_community.enums import NotificationChannel, NotificationState
from feedback_community.models import Notification, ScheduleRun
from feedback_community.notifications.digest_mail import compose_digest
from feedback_community.notifications.mail import compose
from feedback_community.notifications.message import CommunityMail
from feedback_community.notifications.notices import compose_notice
from feedback_community.notifications.sifting import Rows, close, mine, sift
from feedback_community.notifications.transport import Postman, Refused, Unavailable, Unsendable
from feedback_community.notifications.types import BATCHED, weight
from feedback_community.outbox.clock import now_plus
from feedback_community.outbox.lease import back_off

logger = logging.getLogger("feedback_community.mail")

#: Row whose lock lets one worker choose at a time, and which keeps the last trouble with the server.
LANE = "mail"
#: Seconds after which the worker's lane looks up from the mails.
ROUND = 20.0


def send_due() -> bool:
    """Send what is due, for a moment. Returns whether there may be more to do now."""
    if not _due().exists():
        return False
    until = time.monotonic() + ROUND
    with Postman() as postman:
        while time.monotonic() < until:
            rows = claim()
            if not rows:
                return False
            if not _send(rows, postman):
                return False
            ScheduleRun.objects.filter(name=LANE).exclude(error="").update(error="")
    return True


def _open() -> QuerySet[Notification]:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    return Notification.objects.filter(
        free, channel=NotificationChannel.EMAIL, state=NotificationState.PENDING
    )


def _due() -> QuerySet[Notification]:
    return _open().filter(due_at__lte=Now()).order_by("due_at", "pk")


def claim() -> list[Notification]:
    """The rows of one mail, weightiest first, leased. What was once tried together stays together."""
    ScheduleRun.objects.get_or_create(name=LANE)
    with transaction.atomic():
        ScheduleRun.objects.select_for_update().get(name=LANE)
        head = _due().first()
        if head is None:
            return []
        united = _together(head)
        ids = list(united.values_list("pk", flat=True))
        rows = Notification.objects.filter(pk__in=ids)
        rows.update(
            leased_until=now_plus(limits.MAIL_LEASE_SECONDS), attempts=F("attempts") + 1, group=head.group
        )
        return sorted(rows.annotate(now=Now()), key=lambda row: (weight(row.kind), row.pk))


def _together(head: Notification) -> QuerySet[Notification]:
    """What leaves with the head: of one topic what is ripe, of a summary all that was gathered for it."""
    about = {"digest": head.digest} if head.digest else {"digest": "", "topic": head.topic_id}
    united = _open().filter(recipient=head.recipient_id, **about)
    if head.topic_id is None and not head.digest:  # A notice is a mail of its own.
        united = united.filter(pk=head.pk)
    if head.attempts:
        return united.filter(group=head.group, attempts__gt=0)
    ripe = Q(due_at__lte=Now()) | Q(kind__in=BATCHED) | ~Q(digest="")
    return united.filter(ripe, attempts=0)


def _send(rows: Rows, postman: Postman) -> bool:
    """Send one mail. Returns False when the server is away."""
    try:
        left, message = _compose(rows)
        if message is None:
            return True
        postman.send(message)
    except Unavailable as problem:
        _server_away(rows, str(problem))
        return False
    except Unsendable as problem:
        close(rows, NotificationState.FAILED, str(problem))
    except Refused as problem:
        _refused(rows, str(problem))
    except Exception as problem:  # A host's template or callable: that one mail only.
        logger.exception("A mail about topic %s could not be written", rows[0].topic_id)
        _refused(rows, f"{type(problem).__name__}: {problem}")
    else:
        mine(left).update(
            state=NotificationState.SENT, sent_at=Now(), leased_until=None, error="", read_at=None
        )
    return True


def _compose(rows: Rows) -> tuple[list[Notification], CommunityMail | None]:
    """The mail and the rows that leave with it; None when none does. What must not leave is closed."""
    if rows[0].topic_id is None and not rows[0].digest:
        notice = compose_notice(rows[0])
        if notice is None:
            close(rows, NotificationState.SKIPPED, "nothing to say any more")
        return list(rows), notice
    sections = sift(rows)
    left = [row for section in sections for row in section.rows]
    if not sections:
        return left, None
    # The first claimed row names the mail, so that a repeat has the same Message-ID.
    if rows[0].digest:
        return left, compose_digest(sections, named_by=rows[0].digest)
    return left, compose(sections[0].rows, sections[0].reading, named_by=rows[0])


def _refused(rows: Rows, error: str) -> None:
    """Later again, less and less often; given up after as many tries as any outbox message."""
    attempts = rows[0].attempts
    if attempts >= limits.OUTBOX_ATTEMPTS:
        logger.error("Mail given up: %s", error)
        close(rows, NotificationState.FAILED, error)
    else:
        mine(rows).update(due_at=now_plus(back_off(attempts)), leased_until=None, error=error[:2000])


def _server_away(rows: Rows, error: str) -> None:
    """Nothing was wrong with the mail: the try does not count, and it is never given up for this."""
    logger.warning("The mail server cannot be reached: %s", error)
    ScheduleRun.objects.filter(name=LANE).update(error=error[:2000])
    mine(rows).update(
        due_at=now_plus(limits.MAIL_SERVER_RETRY_SECONDS),
        leased_until=None,
        attempts=max(1, rows[0].attempts - 1),
        error=error[:2000],
    )
