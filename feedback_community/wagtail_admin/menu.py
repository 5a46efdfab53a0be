"""The group "Community" in the admin's menu. Each entry is shown to those who may use it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from feedback_community import hooks
from feedback_community.wagtail_admin.bulk import BulkViewSet
from feedback_community.wagtail_admin.console import ConsoleViewSet
from feedback_community.wagtail_admin.flags import FlagReasonViewSet, FlagViewSet
from feedback_community.wagtail_admin.forums import ForumViewSet, StatusViewSet
from feedback_community.wagtail_admin.guests import GuestProofViewSet
from feedback_community.wagtail_admin.members import MemberViewSet
from feedback_community.wagtail_admin.moderation_queue import ModerationViewSet
from feedback_community.wagtail_admin.outbox import OutboxViewSet
from feedback_community.wagtail_admin.suggestions import SuggestionViewSet
from feedback_community.wagtail_admin.topic_viewset import TopicViewSet
from feedback_community.wagtail_admin.vocabulary import CannedReplyViewSet, RightViewSet, TagViewSet


class CommunityGroup(ViewSetGroup):
    menu_label = _("Community")
    menu_icon = "group"
    menu_order = 250
    items = (
        ConsoleViewSet,
        ModerationViewSet,
        FlagViewSet,
        SuggestionViewSet,
        BulkViewSet,
        GuestProofViewSet,
        TopicViewSet,
        ForumViewSet,
        StatusViewSet,
        TagViewSet,
        CannedReplyViewSet,
        FlagReasonViewSet,
        RightViewSet,
        MemberViewSet,
        OutboxViewSet,
    )

    def get_submenu_items(self) -> list[Any]:
        """Ours, and those of optional apps."""
        return [*super().get_submenu_items(), *hooks.get_admin_menu_items()]
