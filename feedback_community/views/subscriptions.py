"""All that a person follows, with a level for each."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.members import ensure_member
from feedback_community.actions.subscriptions import change_mail, change_subscription
from feedback_community.enums import SubscriptionLevel
from feedback_community.forms.people import WishForm
from feedback_community.models import Subscription
from feedback_community.views.notifications import OwnView
from feedback_community.web.following import Followed, followed, subscriptions_of
from feedback_community.web.keyset import Order, get_page

NEWEST = Order("created_at", datetime)


class SubscriptionsView(OwnView):
    section = "subscriptions"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = subscriptions_of(request.user, self.site)
        pager = get_page(rows, NEWEST, request.GET, size=limits.PAGE_SIZE)
        pager.previous_label, pager.next_label, pager.first_label = _("Newer"), _("Older"), _("Newest")
        context = {
            "page_title": _("What you follow"),
            "rows": [self._row(row) for row in pager.rows],
            "pager": pager,
        }
        return self.page("feedback_community/people/subscriptions.html", context)

    def _row(self, row: Subscription) -> Followed:
        return followed(row, self.links.tag(row.tag.slug) if row.tag is not None else "")

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WishForm(request.POST)
        if not form.is_valid():
            return HttpResponse(
                _("There is no such level."), status=400, content_type="text/plain; charset=utf-8"
            )
        rows = subscriptions_of(request.user, self.site)
        row = get_object_or_404(rows, pk=form.cleaned_data["subscription"])
        member = ensure_member(request.user)
        level, mail = form.cleaned_data["level"], form.cleaned_data["mail"]
        if level:
            changed = change_subscription(row, by=member, level=SubscriptionLevel(level))
        else:
            changed = change_mail(row, by=member, mail=mail)
        if changed:
            messages.success(request, _("Changed: %(title)s") % {"title": followed(row).title})
        return HttpResponseRedirect(request.get_full_path())
