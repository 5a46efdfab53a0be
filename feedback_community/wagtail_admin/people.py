"""What moderators do about a person. No entry of the menu: the person card and the queues lead here."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from feedback_community.wagtail_admin.spam import SpamView
from feedback_community.wagtail_admin.suspensions import LiftView, SuspendView


class PeopleViewSet(ViewSet):
    name = "feedback_community_people"
    url_prefix = "community/people"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/spam/", self.construct_view(SpamView), name="spam"),
            path("<int:pk>/suspend/", self.construct_view(SuspendView), name="suspend"),
            path("<int:pk>/suspend/<int:suspension>/", self.construct_view(LiftView), name="lift"),
        ]
