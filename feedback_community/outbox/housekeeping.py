"""Old rows that nobody needs any more."""

from __future__ import annotations

from feedback_community import limits
from feedback_community.models import OutboxMessage
from feedback_community.outbox.clock import now_plus

BATCH = 5_000


def purge_outbox() -> int:
    """Delete what was done some days ago. What was given up stays until somebody has looked."""
    old = OutboxMessage.objects.filter(done_at__lt=now_plus(-limits.OUTBOX_KEEP_DAYS * 86_400))
    total = 0
    while ids := list(old.order_by("done_at").values_list("pk", flat=True)[:BATCH]):
        deleted, _rows = OutboxMessage.objects.filter(pk__in=ids).delete()
        total += deleted
    return total
