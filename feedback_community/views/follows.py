"""Who follows what: topics with a level, forums and tags."""

from __future__ import annotations

from functools import cached_property

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.subscriptions import subscribe, unsubscribe
from feedback_community.enums import SubscriptionLevel
from feedback_community.forms.managing import FollowForm
from feedback_community.models import CommunityTag, Forum, Topic
from feedback_community.permissions import access
from feedback_community.web.acts import ActView, TopicAct
from feedback_community.web.follows import FollowButton

MESSAGES = {
    SubscriptionLevel.ALL: gettext_lazy("You follow this. You will hear of everything new."),
    SubscriptionLevel.OFFICIAL: gettext_lazy("You will hear of official answers and status changes."),
    SubscriptionLevel.NONE: gettext_lazy("You will hear nothing more of this."),
}


class FollowAct(ActView):
    has_page = False
    form_class = FollowForm
    title = gettext_lazy("Follow")
    submit = gettext_lazy("Follow now")
    level = SubscriptionLevel.ALL

    def perform(self, form: forms.Form) -> str:
        self.level = SubscriptionLevel(form.cleaned_data["level"])
        if self.level == SubscriptionLevel.NONE:
            unsubscribe(self.target, by=self.request.user)
        else:
            subscribe(self.target, by=self.request.user, level=self.level)
        return str(MESSAGES[self.level])

    def show(self, form: forms.Form, *, status: int = 200, **context: object) -> HttpResponse:
        # There is no page to show a wrong level on: only our own buttons name levels.
        return HttpResponse(
            _("There is no such level."), status=400, content_type="text/plain; charset=utf-8"
        )

    def success_url(self) -> str:
        return self.back()

    def fragment(self) -> HttpResponse:
        button = FollowButton(self.request.path, self.level, isinstance(self.target, Topic))
        return render(self.request, "feedback_community/elements/follow.html", {"follow": button})


class TopicFollowView(FollowAct, TopicAct):
    name = "follow"


class ForumFollowView(FollowAct):
    name = "forum_follow"

    @cached_property
    def target(self) -> Forum:
        return access.get_forum_or_404(self.kwargs["slug"], user=self.request.user, site=self.site)


class TagFollowView(FollowAct):
    name = "tag_follow"

    @cached_property
    def target(self) -> CommunityTag:
        return get_object_or_404(CommunityTag, slug=self.kwargs["slug"])

    def back(self, anchor: str = "") -> str:
        return reverse("feedback_community:tag", args=[self.target.slug])
