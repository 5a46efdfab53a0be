"""Mails that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from feedback_community import limits
from feedback_community.models import Bounce
from feedback_community.notifications.bounces import (
    forget_bounces,
    paused_until,
    purge_bounces,
    record_bounce,
)

pytestmark = pytest.mark.django_db

ADDRESS = "ann@private.example"


def age(days: float) -> None:
    Bounce.objects.update(bounced_at=timezone.now() - timedelta(days=days))


def test_two_hard_or_four_soft_ones_pause_an_address():
    record_bounce(ADDRESS, is_hard=True)
    assert paused_until(ADDRESS) is None
    record_bounce(f" {ADDRESS.upper()} ", is_hard=True)
    assert paused_until(ADDRESS) is not None
    for _time in range(4):
        assert paused_until("bob@private.example") is None
        record_bounce("bob@private.example", is_hard=False)
    assert paused_until("bob@private.example") is not None


def test_points_are_forgotten_after_a_month():
    record_bounce(ADDRESS, is_hard=True)
    record_bounce(ADDRESS, is_hard=True)
    age(limits.BOUNCE_KEEP_DAYS + 0.1)
    assert paused_until(ADDRESS) is None
    record_bounce(ADDRESS, is_hard=True)
    assert paused_until(ADDRESS) is None
    age(limits.BOUNCE_KEEP_DAYS + 0.1)
    assert purge_bounces() == 1


def test_the_owner_may_say_that_it_works():
    record_bounce(ADDRESS, is_hard=True)
    record_bounce(ADDRESS, is_hard=True)
    assert forget_bounces(ADDRESS)
    assert paused_until(ADDRESS) is None
    assert not forget_bounces(ADDRESS)


def test_no_address_is_kept():
    record_bounce(ADDRESS, is_hard=True)
    (row,) = Bounce.objects.values_list()
    assert "ann" not in str(row)


@pytest.mark.skipif(not apps.is_installed("anymail"), reason="this project has no anymail")
@pytest.mark.parametrize(
    ("event_type", "reason", "score"),
    [
        ("bounced", "bounced", 2),
        ("rejected", "invalid", 2),
        ("bounced", "timed_out", 1),
        ("deferred", None, 1),
        ("delivered", None, None),
        ("complained", None, None),
    ],
)
def test_anymail_tells_of_bounces(event_type, reason, score):
    signals = pytest.importorskip("anymail.signals")
    event = signals.AnymailTrackingEvent(event_type=event_type, recipient=ADDRESS, reject_reason=reason)
    signals.tracking.send(sender=None, event=event, esp_name="Test")
    row = Bounce.objects.first()
    assert (row.score if row else None) == score
