"""Addresses below the community's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from feedback_community.reputation.views.appointment import AppointmentView
from feedback_community.reputation.views.badges import BadgesView, BadgeView
from feedback_community.reputation.views.leaderboard import LeaderboardView
from feedback_community.reputation.views.own import OwnReputationView


def get_urls() -> list[URLPattern]:
    return [
        path("leaderboard/", LeaderboardView.as_view(), name="leaderboard"),
        path("badges/", BadgesView.as_view(), name="badges"),
        path("badges/<str:slug>/", BadgeView.as_view(), name="badge"),
        path("me/reputation/", OwnReputationView.as_view(), name="reputation"),
        path("me/trust/<int:pk>/", AppointmentView.as_view(), name="appointment"),
    ]
