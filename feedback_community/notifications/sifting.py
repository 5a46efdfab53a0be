"""Before a mail leaves: which of its rows still may, and which are closed or put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from feedback_community import limits
from feedback_community.enums import NotificationChannel, NotificationState
from feedback_community.models import Member, Notification
from feedback_community.notifications.periods import next_period
from feedback_community.notifications.relevance import Reading, read_afresh, reason_against
from feedback_community.outbox.clock import now_plus

Rows = Sequence[Notification]


@dataclass(frozen=True)
class Section:
    """What a mail tells of one topic."""

    rows: Rows
    reading: Reading


def sift(rows: Rows) -> list[Section]:
    """What is left of the claimed rows, by topic. Nothing when no mail is to leave."""
    is_digest = bool(rows[0].digest)
    if is_digest and _is_second(rows):
        _postpone(rows)
        return []
    if is_digest:
        rows = _not_told(rows)
    sections = [section for part in _by_topic(rows) if (section := _sift_topic(part)) is not None]
    reason = _reason_for_none(sections, is_digest)
    if reason:
        close([row for section in sections for row in section.rows], NotificationState.SKIPPED, reason)
        return []
    return sections


def _by_topic(rows: Rows) -> Iterable[Rows]:
    parts: dict[int | None, list[Notification]] = {}
    for row in rows:
        parts.setdefault(row.topic_id, []).append(row)
    return parts.values()


def _sift_topic(rows: Rows) -> Section | None:
    """Close what must not leave, put back what need not leave yet."""
    reading = read_afresh(rows)
    if reading is None:
        close(rows, NotificationState.SKIPPED, "cannot be written to")
        return None
    left = []
    for row in rows:
        if reason := reason_against(row, reading):
            close([row], NotificationState.SKIPPED, reason)
        else:
            left.append(row)
    if left and all(row.due_at > row.now for row in left):  # type: ignore[attr-defined]
        # They only went along with something that has been taken back.
        mine(left).update(leased_until=None, attempts=0)
        left = []
    return Section(left, reading) if left else None


def _reason_for_none(sections: Sequence[Section], is_digest: bool) -> str:
    if not sections:
        return ""
    member = sections[0].reading.member
    if is_digest and _is_away(member):
        return "not seen for long"
    return "limit of mails a day" if _had_enough(member) else ""


def _had_enough(member: Member) -> bool:
    """Rows of one mail share the moment it was sent."""
    today = Notification.objects.filter(
        recipient=member, channel=NotificationChannel.EMAIL, sent_at__gt=now_plus(-86_400)
    )
    moments = today.order_by("sent_at").values_list("sent_at", flat=True).distinct()
    return len(moments[: limits.MAILS_PER_DAY]) >= limits.MAILS_PER_DAY


def _is_away(member: Member) -> bool:
    """No login and nothing read for months, where the site notes logins at all."""
    since = now_plus(-limits.DIGEST_ABSENCE_DAYS * 86_400)
    if not Member.objects.filter(pk=member.pk, user__last_login__lt=since).exists():
        return False
    return not member.notifications.filter(read_at__gt=since).exists()


def _is_second(rows: Rows) -> bool:
    """Whether the summary of this period has left, or is on its way, without these late rows."""
    others = Notification.objects.filter(
        Q(state=NotificationState.SENT) | Q(state=NotificationState.PENDING, attempts__gt=0),
        recipient=rows[0].recipient_id,
        channel=NotificationChannel.EMAIL,
        digest=rows[0].digest,
    )
    return others.exclude(pk__in=[row.pk for row in rows]).exists()


def _postpone(rows: Rows) -> None:
    timing, _date, site_id = rows[0].digest.split(":")
    period = next_period(timing, max(timezone.now(), rows[0].due_at))
    mine(rows).update(digest=period.key_for(int(site_id)), due_at=period.ends, leased_until=None, attempts=0)


def _not_told(rows: Rows) -> list[Notification]:
    """Nobody is told of one answer twice: it may have left at once, for another reason."""
    answers = {row.answer_id for row in rows if row.answer_id}
    sent = Notification.objects.filter(
        recipient=rows[0].recipient_id,
        channel=NotificationChannel.EMAIL,
        state=NotificationState.SENT,
        answer__in=answers,
    )
    told = set(sent.values_list("answer_id", flat=True)) if answers else set()
    close([row for row in rows if row.answer_id in told], NotificationState.SKIPPED, "told before")
    return [row for row in rows if row.answer_id not in told]


def mine(rows: Rows) -> QuerySet[Notification]:
    """The rows while nobody has overtaken us."""
    return Notification.objects.filter(
        pk__in=[row.pk for row in rows],
        state=NotificationState.PENDING,
        attempts=rows[0].attempts if rows else 0,
    )


def close(rows: Rows, state: NotificationState, reason: str) -> None:
    mine(rows).update(state=state, leased_until=None, error=reason[:2000])
