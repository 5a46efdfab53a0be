"""Assembly: what Wagtail's admin learns from us."""

from __future__ import annotations

from wagtail import hooks, permissions

from feedback_community.wagtail_admin.group_panel import group_rights_panel
from feedback_community.wagtail_admin.home import add_community_panel, add_held_posts
from feedback_community.wagtail_admin.log_actions import register_log_actions
from feedback_community.wagtail_admin.menu import CommunityGroup
from feedback_community.wagtail_admin.merge_bulk import MergeBulkAction
from feedback_community.wagtail_admin.moderation_bulk import (
    ApproveBulkAction,
    RejectBulkAction,
    SpamBulkAction,
)
from feedback_community.wagtail_admin.people import PeopleViewSet
from feedback_community.wagtail_admin.rights import POLICIES
from feedback_community.wagtail_admin.topic_bulk import (
    AssignBulkAction,
    CloseBulkAction,
    MoveBulkAction,
    TagBulkAction,
)

# Wagtail 8 keeps policies in a registry and wants them before anybody asks; 7.4 asks the viewset.
if hasattr(permissions, "register_permission_policy"):
    for model, policy in POLICIES.items():
        permissions.register_permission_policy(model, policy)

hooks.register("register_log_actions", register_log_actions)
hooks.register("register_admin_viewset", CommunityGroup)
hooks.register("register_admin_viewset", PeopleViewSet)
for bulk_action in (
    ApproveBulkAction,
    RejectBulkAction,
    SpamBulkAction,
    AssignBulkAction,
    MoveBulkAction,
    TagBulkAction,
    CloseBulkAction,
    MergeBulkAction,
):
    hooks.register("register_bulk_action", bulk_action)
hooks.register("construct_homepage_summary_items", add_held_posts)
hooks.register("construct_homepage_panels", add_community_panel)
hooks.register("register_group_permission_panel", group_rights_panel)
