"""From a topic to what it is about, for those who may see that."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

from feedback_community.permissions import access
from feedback_community.web.about import address_of
from feedback_community.web.base import CommunityView


class AboutView(CommunityView):
    def get(self, request: HttpRequest, pk: int, link: int) -> HttpResponseBase:
        topic = access.get_topic_or_404(pk, user=request.user, site=self.site)
        url = address_of(topic, link, request=request)
        if not url:
            raise Http404
        return HttpResponseRedirect(url)
