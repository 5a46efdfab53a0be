"""Assembly: what the core and Wagtail's admin learn from us."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, include, path
from wagtail import hooks

from feedback_community.kb.documents import PageDocuments
from feedback_community.kb.own_data import own_data
from feedback_community.kb.panels import article_panel, bar_item, promote_action
from feedback_community.kb.permissions import LABEL, RIGHTS
from feedback_community.kb.urls import kb_patterns
from feedback_community.kb.wagtail_admin import urls as admin_urls
from feedback_community.kb.wagtail_admin.bulk import DismissGapBulkAction, VerifyBulkAction
from feedback_community.kb.wagtail_admin.closing import offer_after_publishing
from feedback_community.kb.wagtail_admin.editor import article_viewsets, community_button
from feedback_community.kb.wagtail_admin.entries import deleted_item, offers_item, suggestions_item
from feedback_community.kb.wagtail_admin.log_actions import register_log_actions
from feedback_community.kb.wagtail_admin.menu import (
    due_item,
    gaps_item,
    report_urls,
    unhelpful_item,
    versions_item,
)


@hooks.register("register_feedback_urls")
def urls() -> list[URLPattern]:
    return kb_patterns


@hooks.register("register_feedback_search_documents")
def pages_and_articles() -> PageDocuments:
    return PageDocuments()


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label=LABEL, codename__in=RIGHTS)


@hooks.register("register_admin_urls")
def admin() -> list[Any]:
    return [path("knowledge-base/", include(admin_urls))]


hooks.register("register_feedback_bar_item", bar_item)
hooks.register("register_feedback_own_data", own_data)
hooks.register("register_page_header_buttons", community_button)
hooks.register("register_feedback_admin_menu_item", suggestions_item)
hooks.register("register_feedback_admin_menu_item", offers_item)
hooks.register("register_reports_menu_item", deleted_item)
hooks.register("register_admin_viewset", article_viewsets)
hooks.register("after_publish_page", offer_after_publishing)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_feedback_topic_staff_action", promote_action)
hooks.register("register_feedback_topic_panel", article_panel)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_feedback_admin_menu_item", due_item)
hooks.register("register_feedback_admin_menu_item", gaps_item)
hooks.register("register_reports_menu_item", due_item)
hooks.register("register_reports_menu_item", unhelpful_item)
hooks.register("register_reports_menu_item", gaps_item)
hooks.register("register_reports_menu_item", versions_item)
hooks.register("register_bulk_action", VerifyBulkAction)
hooks.register("register_bulk_action", DismissGapBulkAction)
