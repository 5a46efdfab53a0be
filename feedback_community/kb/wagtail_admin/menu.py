"""Addresses of the reports, and their entries in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem

from feedback_community.kb.wagtail_admin.gap_views import WriteView
from feedback_community.kb.wagtail_admin.reports.base import can_see_reports
from feedback_community.kb.wagtail_admin.reports.due import DueReport
from feedback_community.kb.wagtail_admin.reports.gaps import GapsReport, can_close_gaps
from feedback_community.kb.wagtail_admin.reports.unhelpful import UnhelpfulReport
from feedback_community.kb.wagtail_admin.reports.versions import VersionsReport

REPORTS = (DueReport, GapsReport, UnhelpfulReport, VersionsReport)


class AllowedMenuItem(MenuItem):
    """Shown to those whom the page behind it lets in."""

    def __init__(self, *args: Any, allowed: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowed = allowed

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.allowed(request.user))


def report_urls() -> list[URLPattern]:
    patterns = [
        path("community/kb/gaps/<int:pk>/write/", WriteView.as_view(), name="feedback_community_kb_write")
    ]
    for report in REPORTS:
        name = f"feedback_community_kb_{report.name}"
        patterns += [
            path(f"community/kb/{report.name}/", report.as_view(), name=name),
            path(
                f"community/kb/{report.name}/results/",
                report.as_view(results_only=True),
                name=f"{name}_results",
            ),
        ]
    return patterns


def due_item() -> MenuItem:
    return _item(DueReport, _("Articles to review"), "rotate", 710, can_see_reports)


def gaps_item() -> MenuItem:
    return _item(GapsReport, _("Content gaps"), "help", 720, can_close_gaps)


def unhelpful_item() -> MenuItem:
    return _item(UnhelpfulReport, _("Unhelpful articles"), "warning", 910, can_see_reports)


def versions_item() -> MenuItem:
    return _item(VersionsReport, _("Versions of articles"), "history", 920, can_see_reports)


def _item(report: Any, label: str, icon: str, order: int, allowed: Any) -> MenuItem:
    return AllowedMenuItem(
        label,
        reverse(f"feedback_community_kb_{report.name}"),
        name=f"community-kb-{report.name}",
        icon_name=icon,
        order=order,
        allowed=allowed,
    )
