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
from feedback_community.actions.guests import ask_for_proof, hash_of
from feedback_community.actions.members import ensure_member
from feedback_community.exceptions import CommunityError
from feedback_community.forms.people import LeaveForm
from feedback_community.notifications.relevance import address_of
from feedback_community.views.notifications import OwnView
from feedback_community.web.own_data import lines_of
from feedback_community.web.throttle import limited_proofs


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


class ClaimView(OwnView):
    """A signed-in person asks for the link by which earlier posts from the same address become theirs."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return HttpResponseRedirect(reverse("feedback_community:own_data"))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        address = address_of(ensure_member(request.user))
        try:
            if address:
                with limited_proofs(request, hash_of(address)):
                    ask_for_proof(address, site=self.site, claimed_by=request.user)
            messages.success(request, _("A link is on its way to the address of your account."))
        except CommunityError as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(reverse("feedback_community:own_data"))
