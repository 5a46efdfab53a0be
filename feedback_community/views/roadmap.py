"""The roadmap: what became of ideas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback_community.web import roadmap
from feedback_community.web.listing import ListingView


class RoadmapView(ListingView):
    section = "roadmap"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "page_title": _("Roadmap"),
            "columns": roadmap.columns(self.listed(), self.row_maker(level=3), site=self.site),
            "canonical": self.links["roadmap"],
        }
        return self.page("feedback_community/roadmap.html", context)
