"""One's own points: where they came from, how far it is to the next rank, and what others may see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.members import ensure_member
from feedback_community.reputation import reading
from feedback_community.reputation.actions.wishes import change_wishes
from feedback_community.reputation.charts import week_bars
from feedback_community.reputation.forms import WishesForm
from feedback_community.reputation.panels import progress_of
from feedback_community.web.base import CommunityView
from feedback_community.web.keyset import Order, get_page
from feedback_community.web.listing import label_pager

NEWEST = Order("pk", int)


class OwnReputationView(AccessMixin, CommunityView):
    section = "reputation"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        member = ensure_member(request.user)
        own = reading.reputation_of(member)
        pager = get_page(reading.own_ledger(member), NEWEST, request.GET, size=limits.PAGE_SIZE)
        label_pager(pager, by_time=True)
        context = {
            "page_title": _("Your reputation"),
            "own": own,
            "progress": progress_of(own.points),
            "chart": week_bars(member),
            "lines": reading.lines(pager.rows),
            "pager": pager,
            "form": WishesForm(instance=own),
            "person_url": self.links.person(member.handle),
        }
        return self.page("feedback_community_reputation/own.html", context)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WishesForm(request.POST)
        form.is_valid()
        if change_wishes(by=request.user, wishes=form.cleaned_data):
            messages.success(request, _("Your wishes are saved."))
        return HttpResponseRedirect(self.links["reputation"])
