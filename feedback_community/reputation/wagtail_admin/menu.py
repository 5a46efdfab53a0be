"""The group "Reputation" in the admin's menu. Each entry is shown to those who may use it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from feedback_community.reputation.wagtail_admin.badges import BadgeViewSet
from feedback_community.reputation.wagtail_admin.candidates import CandidateViewSet
from feedback_community.reputation.wagtail_admin.ranks import PrivilegeViewSet, RankViewSet
from feedback_community.reputation.wagtail_admin.suspicions import SuspicionViewSet
from feedback_community.reputation.wagtail_admin.trusted import AppointmentViewSet


class ReputationGroup(ViewSetGroup):
    menu_label = _("Reputation")
    menu_icon = "success"
    menu_order = 260
    items = (
        AppointmentViewSet,
        CandidateViewSet,
        SuspicionViewSet,
        BadgeViewSet,
        RankViewSet,
        PrivilegeViewSet,
    )
