"""Days and weeks of summaries, in the time zone of the site (`TIME_ZONE`), whatever its clocks do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from feedback_community.conf import app_settings
from feedback_community.enums import Timing


@dataclass(frozen=True)
class Period:
    """`ends` is when its summary leaves. The date names the period: there is one a day, or one a week."""

    timing: str
    ends: datetime

    def key_for(self, site_id: int) -> str:
        day = timezone.localdate(self.ends, timezone.get_default_timezone())
        return f"{self.timing}:{day.isoformat()}:{site_id}"


def next_period(timing: str, now: datetime | None = None) -> Period:
    """The period that is running. An hour that the clocks skip or repeat still comes once a day."""
    zone = timezone.get_default_timezone()
    now = now or timezone.now()
    day = now.astimezone(zone).date()
    hour = time(app_settings.DIGEST_HOUR)
    # Eight days hold every hour of every weekday at least once.
    for _step in range(9):
        # By way of UTC: two times of one zone are compared by what their clocks show.
        ends = datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
        if ends > now and (timing == Timing.DAILY or day.weekday() == app_settings.DIGEST_WEEKDAY):
            break
        day += timedelta(days=1)
    return Period(timing, ends)
