"""On the admin's home: how many posts wait for this person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.site_summary import SummaryItem

from feedback_community import limits
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.moderation_queue import pending_items, waiting_label
from feedback_community.wagtail_admin.rights import moderated_forums


class HeldPostsSummaryItem(SummaryItem):
    order = 400
    template_name = f"{TEMPLATES}/summary_held.html"

    def is_shown(self) -> bool:
        return bool(moderated_forums(self.request.user))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        # Counted no further than shown: the queue may be long after an attack.
        count = pending_items(self.request.user).order_by()[: limits.HELD_COUNT].count()
        return {
            "label": waiting_label(count, limits.HELD_COUNT),
            "url": reverse("feedback_community_moderation:index"),
        }


def add_held_posts(request: HttpRequest, items: list[SummaryItem]) -> None:
    """For Wagtail's hook `construct_homepage_summary_items`."""
    items.append(HeldPostsSummaryItem(request))
