"""The community's home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from feedback_community.web.base import CommunityView


class HomeView(CommunityView):
    section = "home"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("feedback_community/home.html", {"page_title": self.community_name})
