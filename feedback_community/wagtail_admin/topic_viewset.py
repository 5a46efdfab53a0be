"""Topics in the admin: the list, and the workbench behind each."""

from __future__ import annotations

from django.urls import URLPattern, path

from feedback_community.models import Topic
from feedback_community.wagtail_admin.base import ListViewSet
from feedback_community.wagtail_admin.open_for import OpenForView
from feedback_community.wagtail_admin.topics import TopicIndexView
from feedback_community.wagtail_admin.voters import VotersView
from feedback_community.wagtail_admin.workbench import BenchView
from feedback_community.wagtail_admin.workbench_acts import ActView


class TopicViewSet(ListViewSet):
    model = Topic
    name = "feedback_community_topics"
    url_prefix = "community/topics"
    icon = "comment"
    menu_order = 200
    list_per_page = 50
    index_view_class = TopicIndexView
    inspect_view_class = BenchView
    inspect_view_enabled = True
    export_filename = "topics"

    def get_urlpatterns(self) -> list[URLPattern]:
        act = self.construct_view(ActView)
        return [
            *super().get_urlpatterns(),
            path("open-for/", self.construct_view(OpenForView), name="open_for"),
            path("inspect/<int:pk>/voters/", self.construct_view(VotersView), name="voters"),
            path("inspect/<int:pk>/<slug:act>/", act, name="act"),
        ]
