"""Assembly: what the community and Wagtail's admin learn from reputation."""

from __future__ import annotations

from wagtail import hooks

from feedback_community.reputation import panels, reading, roles, urls
from feedback_community.reputation.wagtail_admin.log_actions import register_log_actions
from feedback_community.reputation.wagtail_admin.menu import ReputationGroup

hooks.register("register_feedback_author_badges", panels.author_badges)
hooks.register("register_feedback_role_provider", roles.roles_for)
hooks.register("register_feedback_role_holders", roles.holders_of)
hooks.register("register_feedback_person_panel", panels.person_panel)
hooks.register("register_feedback_bar_item", panels.bar_item)
hooks.register("register_feedback_own_data", reading.own_data)
hooks.register("register_feedback_urls", urls.get_urls)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_admin_viewset", ReputationGroup)
