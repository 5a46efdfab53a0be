"""From a gap to the draft of an article: choose a section, and write."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community.exceptions import CommunityError
from feedback_community.kb.actions.gap_drafts import write_about
from feedback_community.kb.models import ContentGap
from feedback_community.kb.sections import sections_of
from feedback_community.kb.wagtail_admin.reports.base import TEMPLATES
from feedback_community.kb.wagtail_admin.reports.gaps import can_close_gaps, gap_reason


class WriteForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=255)
    section = forms.ChoiceField(label=_("Section"))

    def __init__(self, *args: Any, sections: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [  # type: ignore[attr-defined]
            (str(section.pk), section.get_admin_display_title()) for section in sections
        ]


class WriteView(WagtailAdminTemplateMixin, FormView):
    form_class = WriteForm
    template_name = f"{TEMPLATES}/write.html"
    page_title = _("Write article")
    header_icon = "doc-full"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_close_gaps(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def gap(self) -> ContentGap:
        gap = ContentGap.objects.filter(pk=self.kwargs["pk"]).first()
        if gap is None:
            raise Http404
        return gap

    @cached_property
    def sections(self) -> list[Any]:
        return sections_of(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        gaps = {"url": reverse("feedback_community_kb_gaps"), "label": gettext("Content gaps")}
        return [*super().get_breadcrumbs_items(), gaps, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        title = self.gap.title
        return {"title": title[:1].upper() + title[1:]}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sections": self.sections}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "gap": self.gap, "reason": gap_reason(self.gap), "sections": self.sections}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        chosen = form.cleaned_data["section"]
        section = next(section for section in self.sections if str(section.pk) == chosen)
        try:
            page = write_about(
                self.gap, section=section, title=form.cleaned_data["title"], by=self.request.user
            )
        except CommunityError as problem:
            form.add_error(None, problem.message)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The draft is made. What it was made of is beside it."))
        return redirect("wagtailadmin_pages:edit", page.pk)
