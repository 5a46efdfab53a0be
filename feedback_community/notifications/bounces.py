"""Addresses whose mails come back: after some points they are left in peace, and forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from feedback_community import limits
from feedback_community.models import Bounce

KEPT = timedelta(days=limits.BOUNCE_KEEP_DAYS)


def record_bounce(address: str, *, is_hard: bool) -> None:
    """A mail to this address came back: for good, or for now. To be called by whatever reads bounces."""
    if not address.strip():
        return
    points = limits.BOUNCE_HARD if is_hard else limits.BOUNCE_SOFT
    now = timezone.now()
    with transaction.atomic():
        row, _created = Bounce.objects.select_for_update().get_or_create(
            address_key=_key(address), defaults={"bounced_at": now}
        )
        known = row.score if row.bounced_at > now - KEPT else 0
        row.score = min(known + points, limits.BOUNCE_LIMIT)
        row.bounced_at = now
        row.save(update_fields=["score", "bounced_at"])


def paused_until(address: str) -> datetime | None:
    """Until when the address gets no mails; None when it gets them."""
    row = _fresh().filter(address_key=_key(address), score__gte=limits.BOUNCE_LIMIT).first()
    return row.bounced_at + KEPT if row is not None else None


def forget_bounces(address: str) -> bool:
    """The address works again, says its owner. Returns whether there was anything to forget."""
    deleted, _rows = Bounce.objects.filter(address_key=_key(address)).delete()
    return bool(deleted)


def purge_bounces() -> int:
    """Delete what is too old to count. Returns how many rows went."""
    deleted, _rows = Bounce.objects.filter(bounced_at__lte=timezone.now() - KEPT).delete()
    return deleted


def _fresh() -> QuerySet[Bounce]:
    return Bounce.objects.filter(bounced_at__gt=timezone.now() - KEPT)


def _key(address: str) -> str:
    text = address.strip().lower()
    return salted_hmac("feedback_community.bounce", text, algorithm="sha256").hexdigest()
