"""The letter to a trusted person, and the answer to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from feedback_community.people import name_of
from feedback_community.reputation import reading
from feedback_community.reputation.actions.appointments import accept_trust, decline_trust
from feedback_community.reputation.enums import GRANTABLE_CHOICES
from feedback_community.web.base import CommunityView


class AppointmentView(AccessMixin, CommunityView):
    section = "reputation"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = reading.own_appointment(pk, self.member)
        if row is None:
            raise Http404
        labels = dict(GRANTABLE_CHOICES)
        context = {
            "page_title": _("Trusted person"),
            "appointment": row,
            "from_name": name_of(row.appointed_by) if row.appointed_by else "",
            "rights": [labels[right] for right in row.rights if right in labels],
            "forums": list(row.forums.all()),
        }
        return self.page("feedback_community_reputation/appointment.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        row = reading.own_appointment(pk, self.member)
        if row is None:
            raise Http404
        if request.POST.get("answer") == "yes":
            if accept_trust(row, by=request.user):
                messages.success(request, _("Thank you! You are a trusted person now."))
        elif decline_trust(row, by=request.user):
            messages.success(request, _("You are not a trusted person. Thank you for answering."))
        return HttpResponseRedirect(row.get_absolute_url())
