"""Assembly: what Wagtail's admin learns from us."""

from __future__ import annotations

from wagtail import hooks

from feedback_community.wagtail_admin.log_actions import register_log_actions

hooks.register("register_log_actions", register_log_actions)
