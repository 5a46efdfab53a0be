"""The outbox: what was given up and can be tried again, and when the worker was last seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from feedback_community.actions.outbox import retry_message
from feedback_community.conf import app_settings
from feedback_community.exceptions import CommunityError
from feedback_community.models import OutboxMessage
from feedback_community.outbox.schedule import last_seen
from feedback_community.querysets.outbox import OutboxMessageQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES, ListViewSet, RowPagedMixin
from feedback_community.wagtail_admin.rights import RoomCheckedMixin

STATES = (("given_up", gettext_lazy("Given up")), ("open", gettext_lazy("Waiting")))


def is_worker_silent(seen: datetime | None) -> bool:
    return seen is None or timezone.now() - seen > timedelta(seconds=app_settings.WORKER_SILENT_AFTER)


class OutboxFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state", label=gettext_lazy("State"))

    class Meta:
        model = OutboxMessage
        fields = ("state",)

    def by_state(self, rows: OutboxMessageQuerySet, name: str, value: str) -> OutboxMessageQuerySet:
        return rows.given_up() if value == "given_up" else rows.open()


def state_of(message: OutboxMessage) -> str:
    return _("Given up") if message.failed_at else _("Waiting")


class OutboxIndexView(RoomCheckedMixin, RowPagedMixin, IndexView):
    room = OutboxMessage
    template_name = f"{TEMPLATES}/outbox_index.html"
    page_title = gettext_lazy("Outbox")
    filterset_class = OutboxFilterSet
    search_fields = ("channel", "event", "key", "error")

    def get_base_queryset(self) -> OutboxMessageQuerySet:
        rows = OutboxMessage.objects.filter(done_at=None)
        given_up = Case(When(failed_at=None, then=0), default=1, output_field=IntegerField())
        return rows.annotate(given_up=given_up).order_by("-given_up", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("message", label=_("Message"), accessor=str),
            StatusTagColumn(
                "state", label=_("State"), accessor=state_of, primary=lambda row: not row.failed_at
            ),
            NumberColumn("attempts", label=_("Attempts")),
            Column("error", label=_("Last error"), accessor=lambda row: row.error.strip()[-300:]),
            DateColumn("created_at", label=_("Created")),
            DateColumn("available_at", label=_("Due")),
            RetryColumn("retry", label=""),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        seen = last_seen()
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "worker_seen": seen, "worker_is_silent": is_worker_silent(seen)}


class RetryColumn(Column):
    """A button of its own form: trying again is a POST."""

    cell_template_name = f"{TEMPLATES}/retry_cell.html"


class RetryView(RoomCheckedMixin, View):
    room = OutboxMessage
    room_actions = ("change",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = OutboxMessage.objects.filter(pk=pk).first()
        if message is None:
            raise Http404
        try:
            changed = retry_message(message, by=request.user)
        except CommunityError as problem:
            messages.error(request, problem.message)
        else:
            if changed:
                messages.success(request, _("The worker tries the message again."))
            else:
                messages.warning(request, _("The message had not been given up any more."))
        return redirect("feedback_community_outbox:index")


class OutboxViewSet(ListViewSet):
    model = OutboxMessage
    name = "feedback_community_outbox"
    url_prefix = "community/outbox"
    icon = "mail"
    menu_label = gettext_lazy("Outbox")
    menu_order = 800
    list_per_page = 50
    offered_permissions = ("view", "change")
    index_view_class = OutboxIndexView

    def get_urlpatterns(self) -> list[URLPattern]:
        retry = self.construct_view(RetryView)
        return [*super().get_urlpatterns(), path("retry/<int:pk>/", retry, name="retry")]
