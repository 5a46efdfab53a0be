"""Votes that look arranged: the list, and the evidence of one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from feedback_community import limits
from feedback_community.models import Vote
from feedback_community.people import name_of
from feedback_community.reputation.actions.suspicions import PERMISSION, close_suspicion
from feedback_community.reputation.actions.totals import Span
from feedback_community.reputation.models import LedgerEntry, Suspicion
from feedback_community.reputation.rules import vote_reasons
from feedback_community.reputation.wagtail_admin.base import (
    TEMPLATES,
    ActFormView,
    BoundedPaginator,
    ReadOnlyViewSet,
)

#: Votes that the evidence lists.
VOTES = 100


def state_of(row: Suspicion) -> str:
    return pgettext("suspicion", "Closed") if row.closed_at else pgettext("suspicion", "Open")


class SuspicionFilterSet(WagtailFilterSet):
    closed = django_filters.BooleanFilter(
        field_name="closed_at", lookup_expr="isnull", exclude=True, label=gettext_lazy("Closed")
    )

    class Meta:
        model = Suspicion
        fields = ("kind", "closed")


class SuspicionIndexView(IndexView):
    page_title = gettext_lazy("Votes that look arranged")
    filterset_class = SuspicionFilterSet
    paginator_class = BoundedPaginator

    def get_base_queryset(self) -> QuerySet[Suspicion]:
        rows = super().get_base_queryset().select_related("member__user", "other__user")
        return rows.order_by("closed_at", "-found_at", "-pk")

    def get_evidence_url(self, row: Suspicion) -> str:
        return reverse("feedback_community_suspicions:evidence", args=[row.pk])

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("who", label=_("Who"), accessor=who, get_url=self.get_evidence_url),
            Column("kind", label=_("What"), accessor="get_kind_display"),
            Column("week", label=_("Week from")),
            NumberColumn("given", label=_("Votes")),
            NumberColumn("returned", label=_("Votes back")),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=lambda row: (
                    pgettext("suspicion", "Closed") if row.closed_at else pgettext("suspicion", "Open")
                ),
                primary=lambda row: not row.closed_at,
            ),
            DateColumn("found_at", label=_("Found")),
        ]


def who(row: Suspicion) -> str:
    return f"{name_of(row.other)} → {name_of(row.member)}"


class CloseForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What you found"),
        max_length=limits.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For other staff. Votes beyond the limit do not count in any case."),
    )


class EvidenceView(ActFormView):
    permission = PERMISSION
    template_name = f"{TEMPLATES}/evidence.html"
    form_class = CloseForm
    page_title = gettext_lazy("Votes that look arranged")
    header_icon = "warning"
    index_url_name = "feedback_community_suspicions:index"
    index_label = gettext_lazy("Votes that look arranged")
    submit = gettext_lazy("Close")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        row = Suspicion.objects.select_related("member__user", "other__user").filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Http404
        self.suspicion = row

    def get_page_subtitle(self) -> str:
        return who(self.suspicion)

    def perform(self, form: forms.Form) -> str:
        close_suspicion(self.suspicion, by=self.request.user, note=form.cleaned_data["note"])
        return _("Closed, with your note.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.suspicion
        pair = Q(member=row.member, giver=row.other) | Q(member=row.other, giver=row.member)
        rows = LedgerEntry.objects.standing().filter(
            pair, Span(row.week, row.week + timedelta(days=7)).moments(), reason__in=vote_reasons()
        )
        entries = list(rows.select_related("giver__user").order_by("at")[:VOTES])
        votes = Vote.objects.select_related("topic", "answer__topic").in_bulk(e.source_id for e in entries)
        lines = [(entry, name_of(entry.giver), votes.get(entry.source_id)) for entry in entries]
        people = [(name_of(person), person) for person in (row.member, row.other)]
        return super().get_context_data(suspicion=row, lines=lines, people=people, **kwargs)


class SuspicionViewSet(ReadOnlyViewSet):
    model = Suspicion
    name = "feedback_community_suspicions"
    url_prefix = "community/suspicions"
    icon = "warning"
    menu_label = gettext_lazy("Arranged votes")
    menu_order = 300
    index_view_class = SuspicionIndexView

    def get_urlpatterns(self) -> list[URLPattern]:
        evidence = self.construct_view(EvidenceView)
        return [*super().get_urlpatterns(), path("<int:pk>/", evidence, name="evidence")]
