"""How much one hears of one topic or forum, and by which channel."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.subscriptions import set_wishes
from feedback_community.enums import SubscriptionLevel
from feedback_community.forms.wishes import WishesForm
from feedback_community.models import Forum
from feedback_community.permissions import access
from feedback_community.web.acts import ActView, TopicAct
from feedback_community.web.following import wish_for


class WishesAct(ActView):
    template_name = "feedback_community/people/wishes.html"
    form_class = WishesForm
    title = gettext_lazy("Notifications")
    submit = gettext_lazy("Save")

    def form_arguments(self) -> dict[str, Any]:
        return {"target": self.target, "present": wish_for(self.request.user, self.target)}

    def perform(self, form: Any) -> str:
        level = SubscriptionLevel(form.cleaned_data["level"])
        set_wishes(self.target, by=self.request.user, level=level, chosen=form.chosen)
        return _("Your settings are saved.")


class TopicWishesView(WishesAct, TopicAct):
    name = "topic_wishes"


class ForumWishesView(WishesAct):
    name = "forum_wishes"

    @cached_property
    def target(self) -> Forum:
        return access.get_forum_or_404(self.kwargs["slug"], user=self.request.user, site=self.site)
