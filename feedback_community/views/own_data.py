"""One's own data: take it along, or leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.actions.erasing import leave_community
from feedback_community.actions.members import ensure_member
from feedback_community.forms.people import LeaveForm
from feedback_community.views.notifications import OwnView
from feedback_community.web.own_data import lines_of


class OwnDataView(OwnView):
    section = "profile"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(LeaveForm(member=ensure_member(request.user)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = LeaveForm(request.POST, member=ensure_member(request.user))
        if not form.is_valid():
            return self._show(form)
        leave_community(by=request.user)
        messages.success(request, _("You have left the community. Your name is gone from it."))
        return HttpResponseRedirect(reverse("feedback_community:home"))

    def _show(self, form: LeaveForm) -> HttpResponse:
        context = {"page_title": _("Your data"), "form": form, "handle": form.member.handle}
        return self.page("feedback_community/people/own_data.html", context)


class OwnDataDownloadView(OwnView):
    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        lines = lines_of(ensure_member(request.user))
        response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="community-data.jsonl"'
        response["Cache-Control"] = "private, no-store"
        return response
