"""Times as people say them. Lists print dozens of them, so each phrase is made once."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3_600, 86_400
#: Days after which the date itself says more than "so many days ago".
RECENT_DAYS = 30


class Clock:
    """The time, its zone and the language, asked for once where many times are told."""

    def __init__(self) -> None:
        self.now, self.language = timezone.localtime(), get_language() or ""

    def ago(self, moment: datetime) -> str:
        """ "3 hours ago", and the date once that is clearer."""
        seconds = (self.now - moment).total_seconds()
        if seconds >= RECENT_DAYS * DAY:
            local = moment.astimezone(self.now.tzinfo)
            return _date(self.language, local.year, local.month, local.day)
        key = int(max(seconds, 0) // MINUTE) if seconds < DAY else -int(seconds // DAY)
        return _phrase(self.language, key)


def ago(moment: datetime) -> str:
    """The same of one time alone."""
    return Clock().ago(moment)


@lru_cache(maxsize=4096)
def _phrase(language: str, key: int) -> str:
    """Minutes below a day, else days as a negative number: one small key for the cache."""
    if key == 0:
        return _("just now")
    if 0 < key < MINUTE:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", key) % {"count": key}
    if key > 0:
        hours = key // 60
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    return ngettext("%(count)d day ago", "%(count)d days ago", -key) % {"count": -key}


@lru_cache(maxsize=4096)
def _date(language: str, year: int, month: int, day: int) -> str:
    return date_format(datetime(year, month, day), "DATE_FORMAT")  # noqa: DTZ001 - already local


def full(moment: datetime) -> str:
    """Date and time of day, for the title of a relative time."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
