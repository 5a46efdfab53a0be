"""What our forms in the admin share: a page that asks, one action, one message, the way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from feedback_community.exceptions import CommunityError
from feedback_community.kb.wagtail_admin.rights import RightCheckedMixin

TEMPLATES = "feedback_community_kb/wagtail_admin"


class AskView(RightCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET explains and asks, POST acts. A refusal is told beside what was typed."""

    template_name = f"{TEMPLATES}/ask.html"
    _show_breadcrumbs = True
    header_icon = "help"
    form_class: type[forms.Form] = forms.Form
    lead: Any = ""
    submit: Any = ""
    is_danger = False
    #: Where the breadcrumb leads: (address, label).
    back: tuple[str, Any] = ("", "")

    def perform(self, form: forms.Form) -> tuple[str, str]:
        """Call the action. Returns the message and where to go. Raises CommunityError."""
        raise NotImplementedError

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url, label = self.back
        return [
            *self.breadcrumbs_items,
            {"url": url, "label": label},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_page_title(self) -> Any:
        return self.page_title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form_class(**self.form_arguments()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, **self.form_arguments())
        if not form.is_valid():
            return self.show(form)
        try:
            message, url = self.perform(form)
        except CommunityError as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else None, error.message)
            return self.show(form)
        if message:
            messages.success(request, message)
        return HttpResponseRedirect(url)

    def show(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, view=self))
