"""The list behind the bell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from feedback_community import limits
from feedback_community.actions.notifications import (
    mark_all_read,
    mark_notice_read,
    mark_topic_read,
    mark_unread,
)
from feedback_community.enums import NotificationKind
from feedback_community.models import Notification
from feedback_community.notifications import bell
from feedback_community.notifications.notices import notice_of
from feedback_community.web.base import CommunityView
from feedback_community.web.bell import line_of
from feedback_community.web.keyset import Order, get_page
from feedback_community.web.redirects import back_to

FILTERS = {
    "unread": gettext_lazy("Unread"),
    "personal": gettext_lazy("For me"),
    "company": gettext_lazy("From the company"),
}
NEWEST = Order("created_at", datetime)


class OwnView(AccessMixin, CommunityView):
    """A page about the person who asks."""

    section = "notifications"

    @method_decorator(csrf_exempt)  # As in the base, which makes the check.
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)


class NotificationsView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        show = request.GET.get("show", "")
        show = show if show in bell.SHOWN else ""
        rows = bell.for_list(request.user, self.site, show=show)
        base = {"show": show} if show else {}
        pager = get_page(rows, NEWEST, request.GET, size=limits.PAGE_SIZE, base=base)
        pager.previous_label, pager.next_label, pager.first_label = _("Newer"), _("Older"), _("Newest")
        lines = [line for row in pager.rows if (line := line_of(row)) is not None]
        context = {
            "page_title": _("Notifications"),
            "lines": lines,
            "pager": pager,
            "has_unread": any(line.is_unread for line in lines),
            "show": show,
            "choices": [("", _("All")), *((key, FILTERS[key]) for key in bell.SHOWN)],
        }
        return self.page("feedback_community/people/notifications.html", context)


class NotificationMarkView(OwnView):
    """One line read without opening it, or kept for later."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        row = get_object_or_404(bell.readable(request.user, self.site), pk=pk)
        if request.POST.get("read"):
            mark_notice_read(row)
        else:
            mark_unread(row)
        return HttpResponseRedirect(back_to(request, reverse("feedback_community:notifications")))


class NotificationView(OwnView):
    """One line opened: the way leads to what it is about, and all about that topic is read."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        row = get_object_or_404(bell.for_list(request.user, self.site), pk=pk)
        if row.topic is None:
            return self._open_notice(row)
        if self.member is not None:
            mark_topic_read(row.topic, by=self.member)
        decided_topic = row.kind == NotificationKind.DECIDED and row.answer is None
        target = row.topic if decided_topic or row.answer is None else row.answer
        return HttpResponseRedirect(target.get_absolute_url())

    def _open_notice(self, row: Notification) -> HttpResponseRedirect:
        mark_notice_read(row)
        notice = notice_of(row)
        return HttpResponseRedirect(notice.url if notice else reverse("feedback_community:notifications"))


class NotificationsReadView(OwnView):
    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        if self.member is not None and mark_all_read(by=self.member):
            messages.success(request, _("All notifications are marked as read."))
        return HttpResponseRedirect(reverse("feedback_community:notifications"))
