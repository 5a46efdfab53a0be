"""On the admin's home: how many posts wait for this person, and the queues of the console."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from feedback_community import limits
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.console import view_url
from feedback_community.wagtail_admin.held_posts import pending_items
from feedback_community.wagtail_admin.moderation_queue import waiting_label
from feedback_community.wagtail_admin.queues import QUEUES, count_of, shown_count
from feedback_community.wagtail_admin.rights import moderated_forums, staffed_forums


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


class CommunityPanel(Component):
    """The queues with something in them, for those who work in a forum."""

    name = "feedback_community"
    order = 150
    template_name = f"{TEMPLATES}/home_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        counts = [(queue, count_of(queue, user)) for queue in QUEUES.values()]
        rows = [(queue, view_url(queue.name, ""), shown_count(n)) for queue, n in counts if n]
        return {"rows": rows, "console": reverse("feedback_community_console:index")}


def add_community_panel(request: HttpRequest, panels: list[Any]) -> None:
    """For Wagtail's hook `construct_homepage_panels`."""
    if staffed_forums(request.user):
        panels.append(CommunityPanel())
