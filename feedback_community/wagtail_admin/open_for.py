"""Opening a topic for a customer who asked by telephone, in a shop or by letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community import limits
from feedback_community.actions.opening_for import open_topic_for
from feedback_community.enums import TopicType
from feedback_community.exceptions import CommunityError
from feedback_community.forms.base import TextField
from feedback_community.models import Forum, Topic
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, staffed_forums
from feedback_community.wagtail_admin.voters import VoteForForm


class OpenForForm(VoteForForm):
    forum = forms.ModelChoiceField(label=gettext_lazy("Forum"), queryset=Forum.objects.none())
    topic_type = forms.ChoiceField(
        label=gettext_lazy("Type"), choices=[c for c in TopicType.choices if c[0] != TopicType.UPDATE]
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=limits.TITLE_LENGTH)
    body = TextField(label=gettext_lazy("Text"))
    is_private = forms.BooleanField(
        label=gettext_lazy("Private"),
        required=False,
        help_text=gettext_lazy("Only the customer and staff can see it."),
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        forums = Forum.objects.with_ids([forum.pk for forum in staffed_forums(user)])
        self.fields["forum"].queryset = forums.select_related("site")  # type: ignore[attr-defined]


class OpenForView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    room = Topic
    room_actions = ("view",)
    template_name = f"{TEMPLATES}/open_for.html"
    page_title = gettext_lazy("Open a topic for a customer")
    header_icon = "comment"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.form = OpenForForm(request.POST or None, user=request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("feedback_community_topics:index"), "label": _("Topics")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs))
        data = dict(self.form.cleaned_data)
        customer, forum = data.pop("handle"), data.pop("forum")
        try:
            topic = open_topic_for(forum, customer=customer, by=request.user, **data)
        except CommunityError as problem:
            field = getattr(problem, "field", None)
            self.form.add_error(field if field in self.form.fields else None, problem.message)
            return self.render_to_response(self.get_context_data(**kwargs))
        messages.success(request, _("The topic is opened; the customer is told."))
        return redirect("feedback_community_topics:inspect", topic.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=self.form, media=self.form.media, **kwargs)
