"""What a person can choose from."""

from __future__ import annotations

from typing import Any

from feedback_community.kb.articles import get_article_model
from feedback_community.kb.permissions import can_edit

#: Articles offered, the latest edited first; a further source can be added on any article's own page.
OFFERED = 30


def articles_to_extend(user: Any) -> list[Any]:
    latest = get_article_model().objects.filter(alias_of=None).order_by("-latest_revision_created_at")
    return [page for page in latest[:OFFERED] if can_edit(user, page)]
