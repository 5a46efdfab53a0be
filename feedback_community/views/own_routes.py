"""Addresses of what is a person's own: bell, subscriptions, profile, and the link in a mail."""

from __future__ import annotations

from django.urls import path

from feedback_community.views.guests import GuestProofView, GuestView
from feedback_community.views.notifications import (
    NotificationMarkView,
    NotificationsReadView,
    NotificationsView,
    NotificationView,
)
from feedback_community.views.own_data import ClaimView, OwnDataDownloadView, OwnDataView
from feedback_community.views.preferences import MailsAgainView, PreferencesView
from feedback_community.views.profile import ProfileView
from feedback_community.views.subscriptions import SubscriptionsView
from feedback_community.views.unsubscribe import UnsubscribeView

own_patterns = [
    path("notifications/", NotificationsView.as_view(), name="notifications"),
    path("notifications/read/", NotificationsReadView.as_view(), name="notifications_read"),
    path("notifications/<int:pk>/", NotificationView.as_view(), name="notification"),
    path("notifications/<int:pk>/mark/", NotificationMarkView.as_view(), name="notification_mark"),
    path("subscriptions/", SubscriptionsView.as_view(), name="subscriptions"),
    path("me/notifications/", PreferencesView.as_view(), name="preferences"),
    path("me/notifications/mails-again/", MailsAgainView.as_view(), name="mails_again"),
    path("me/data/", OwnDataView.as_view(), name="own_data"),
    path("me/data/download/", OwnDataDownloadView.as_view(), name="own_data_download"),
    path("me/claim/", ClaimView.as_view(), name="claim"),
    path("guest/", GuestView.as_view(), name="guest"),
    path("guest/<str:token>/", GuestProofView.as_view(), name="guest_proof"),
    path("me/", ProfileView.as_view(), name="profile"),
    path("u/<str:token>/", UnsubscribeView.as_view(), name="unsubscribe"),
]
