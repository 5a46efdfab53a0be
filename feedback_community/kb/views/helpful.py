"""Was this helpful? One vote for each person, or for each session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from feedback_community.actions.members import ensure_member
from feedback_community.kb.actions.helpful_votes import cast_helpful_vote, retract_helpful_vote
from feedback_community.kb.forms import HelpfulForm
from feedback_community.kb.models import ArticleVersion
from feedback_community.kb.web.access import get_version_or_404
from feedback_community.kb.web.helpful import helpful_of, key_of
from feedback_community.web.base import CommunityView
from feedback_community.web.searching import session_of


class HelpfulView(CommunityView):
    """The buttons below an article post here; scripts get the box as it stands afterwards."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(self.back(self.version()))

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.version()
        form = HelpfulForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _("Please choose yes or no; a comment has at most 500 characters."))
            return HttpResponseRedirect(self.back(version))
        self.vote(version, form.cleaned_data)
        if self.wants_fragment:
            return self.fragment(version)
        messages.success(self.request, _("Thank you, that helps the next reader."))
        return HttpResponseRedirect(self.back(version))

    def vote(self, version: ArticleVersion, said: dict[str, str]) -> None:
        user = self.request.user
        who: dict[str, Any] = {
            "voter": ensure_member(user) if user.is_authenticated else None,
            "anonymous_key": "" if user.is_authenticated else key_of(session_of(self.request)),
        }
        if said["helpful"] == "back":
            retract_helpful_vote(version, **who)
            return
        cast_helpful_vote(
            version,
            is_helpful=said["helpful"] == "yes",
            reason=said["reason"],
            comment=said["comment"],
            **who,
        )

    def version(self) -> ArticleVersion:
        return get_version_or_404(self.kwargs["pk"], user=self.request.user, site=self.site)

    def back(self, version: ArticleVersion) -> str:
        page = version.article.page
        return f"{page.get_url(self.request) if page else ''}#helpful"

    def fragment(self, version: ArticleVersion) -> HttpResponse:
        context = {"helpful": helpful_of(version, self.request, self.member), "links": self.links}
        return render(self.request, "feedback_community_kb/elements/helpful.html", context)
