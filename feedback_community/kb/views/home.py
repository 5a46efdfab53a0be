"""From the bar of the community to the knowledge base of the site, which is a page in Wagtail's tree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from feedback_community.kb.web.access import home_of
from feedback_community.web.base import CommunityView


class HomeView(CommunityView):
    """The one in the reader's language. A site that has none is searched for articles instead."""

    def get(self, request: HttpRequest) -> HttpResponse:
        home = home_of(self.site, user=request.user)
        url = home.get_url(request) if home is not None else ""
        return HttpResponseRedirect(url or f"{self.links['search']}?kind=article")
