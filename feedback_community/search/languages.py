"""Languages that are stemmed on a site."""

from __future__ import annotations

from feedback_community.conf import app_settings


def languages_of(hostname: str) -> tuple[str, ...]:
    """Those set for the host name, else those for all sites."""
    known = app_settings.SEARCH_LANGUAGES
    return tuple(known.get(hostname, known.get("", ())))
