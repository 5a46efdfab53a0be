"""Days and weeks of summaries, through the hours that clocks skip and repeat."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback_community.enums import Timing
from feedback_community.notifications.periods import next_period


@pytest.fixture(autouse=True)
def _berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ends(timing: str, now: str) -> str:
    return next_period(timing, at(now)).ends.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-15 06:59", "2026-01-15 07:00"),
        ("2026-01-15 07:00", "2026-01-16 07:00"),
        ("2026-07-15 05:59", "2026-07-15 06:00"),
        ("2026-03-28 07:30", "2026-03-29 06:00"),  # The night on which the clocks go forward.
        ("2026-10-24 06:30", "2026-10-25 07:00"),  # The night on which they go back.
    ],
)
def test_eight_in_the_morning_by_the_clocks_of_the_site(now, expected):
    assert ends(Timing.DAILY, now) == expected


def test_the_week_ends_on_its_day(settings):
    assert ends(Timing.WEEKLY, "2026-03-24 12:00") == "2026-03-30 06:00"
    settings.FEEDBACK_COMMUNITY = {"DIGEST_WEEKDAY": 4, "DIGEST_HOUR": 20}
    assert ends(Timing.WEEKLY, "2026-03-24 12:00") == "2026-03-27 19:00"
    assert ends(Timing.WEEKLY, "2026-03-27 19:00") == "2026-04-03 18:00"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Africa/Cairo", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("hour", [0, 2, 8, 23])
def test_every_day_of_a_year_has_one_summary(settings, zone, hour):
    settings.TIME_ZONE = zone
    settings.FEEDBACK_COMMUNITY = {"DIGEST_HOUR": hour}
    now, keys = at("2025-12-31 12:00"), []
    while now < at("2026-12-31 12:00"):
        period = next_period(Timing.DAILY, now)
        assert now < period.ends <= now + timedelta(hours=25)
        assert next_period(Timing.DAILY, period.ends - timedelta(seconds=1)) == period
        keys.append(period.key_for(1))
        now = period.ends
    days = [date.fromisoformat(key.split(":")[1]) for key in keys]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert len(days) in (365, 366)
