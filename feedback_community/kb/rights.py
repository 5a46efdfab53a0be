"""Who may do what to articles: Wagtail's groups and page permissions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from feedback_community.exceptions import NotAllowed
from feedback_community.kb.models import ArticleRecord

APP = "feedback_community_kb"


def can_verify(user: Any) -> bool:
    return bool(user.is_active and user.has_perm(f"{APP}.verify_article"))


def check_verify(user: Any, articles: Iterable[ArticleRecord]) -> None:
    """The right, and that of Wagtail to change each of the pages."""
    allowed = can_verify(user) and all(
        article.page is not None and article.page.permissions_for_user(user).can_edit()
        for article in articles
    )
    if not allowed:
        raise NotAllowed(_("You may not verify these articles."))
