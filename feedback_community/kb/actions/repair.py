"""Versions that a lost signal left out: the truth is in Wagtail's rows, so it can be looked up again."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from feedback_community.kb.actions.versions import record_version
from feedback_community.kb.articles import article_models

#: Articles looked at in one run of the periodic work.
BATCH = 200


def record_missing_versions() -> int:
    """Keep what is live and was never kept: published without the app, or by a process that died."""
    return sum(_record_of(model) for model in article_models())


def _record_of(model: Any) -> int:
    path = "feedback_community_record"
    missing = Q(**{path: None}) | ~Q(**{f"{path}__wagtail_revision": F("live_revision_id")})
    missing |= Q(**{f"{path}__wagtail_revision": None})
    pages = model.objects.live().filter(missing, alias_of=None, live_revision__isnull=False)
    found = pages.select_related("live_revision__user").order_by("pk")[:BATCH]
    return sum(
        record_version(page, revision=page.live_revision, by=page.live_revision.user) for page in found
    )
