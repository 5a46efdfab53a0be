"""Trusted persons: who was asked, who is one, who was; asking and ending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import HeaderButton, ListingButton

from feedback_community import limits as core_limits
from feedback_community.models import Forum
from feedback_community.people import name_of
from feedback_community.reputation import limits
from feedback_community.reputation.actions.appointments import PERMISSION, end_trust, offer_trust
from feedback_community.reputation.enums import GRANTABLE_CHOICES
from feedback_community.reputation.models import Appointment
from feedback_community.reputation.wagtail_admin.base import (
    ActFormView,
    BoundedPaginator,
    MemberField,
    ReadOnlyViewSet,
)

LETTER = gettext_lazy(
    "Thank you for helping so many people here! We would like to make you a trusted person of our "
    "community: you could do a little more than others, and everybody would see that we trust you. "
    "You can give it back at any time."
)


def state_of(row: Appointment) -> str:
    if row.ended_at:
        return _("Ended") if row.accepted_at else _("Declined")
    return _("In force") if row.accepted_at else pgettext("trusted person", "Asked")


def forums_of(row: Appointment) -> str:
    return ", ".join(forum.name for forum in row.forums.all()) or _("All forums")


def rights_of(row: Appointment) -> str:
    labels = dict(GRANTABLE_CHOICES)
    return ", ".join(str(labels[right]) for right in row.rights if right in labels) or "–"


class AppointmentIndexView(IndexView):
    page_title = gettext_lazy("Trusted persons")
    paginator_class = BoundedPaginator
    search_fields = ("member__handle",)

    def get_base_queryset(self) -> QuerySet[Appointment]:
        rows = super().get_base_queryset().select_related("member__user").prefetch_related("forums")
        return rows.order_by("-pk")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("member", label=_("Person"), accessor=lambda row: name_of(row.member)),
            StatusTagColumn("state", label=_("State"), accessor=state_of, primary=lambda r: r.is_in_force),
            Column("forums", label=_("Forums"), accessor=forums_of),
            Column("rights", label=_("Rights"), accessor=rights_of),
            DateColumn("appointed_at", label=pgettext("trusted person", "Asked")),
            Column("reason", label=_("Reason of the end"), accessor="ending_reason"),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(PERMISSION):
            return []
        url = reverse("feedback_community_trusted:offer")
        return [HeaderButton(_("Ask somebody"), url=url, icon_name="plus")]

    def get_list_more_buttons(self, instance: Appointment) -> list[Any]:
        if instance.ended_at or not self.request.user.has_perm(PERMISSION):
            return []
        url = reverse("feedback_community_trusted:end", args=[instance.pk])
        return [ListingButton(_("End it"), url=url, icon_name="bin", priority=30)]


class OfferForm(forms.Form):
    member = MemberField()
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights"),
        choices=GRANTABLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    forums = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Forums"),
        queryset=Forum.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None: all forums."),
    )
    letter = forms.CharField(
        label=gettext_lazy("Letter"),
        max_length=limits.LETTER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("The person reads it on the site and by mail, and then accepts or declines."),
    )


class OfferView(ActFormView):
    permission = PERMISSION
    form_class = OfferForm
    page_title = gettext_lazy("Ask somebody to be a trusted person")
    header_icon = "user"
    index_url_name = "feedback_community_trusted:index"
    index_label = gettext_lazy("Trusted persons")
    submit = gettext_lazy("Send the letter")

    def get_initial(self) -> dict[str, Any]:
        rights = [value for value, _label in GRANTABLE_CHOICES]
        return {"member": self.request.GET.get("member", ""), "letter": str(LETTER), "rights": rights}

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        offer_trust(
            data["member"],
            by=self.request.user,
            rights=data["rights"],
            forums=data["forums"],
            letter=data["letter"],
        )
        return _("The letter to %(name)s is on its way.") % {"name": name_of(data["member"])}


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=core_limits.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads it."),
    )


class EndView(ActFormView):
    permission = PERMISSION
    form_class = EndForm
    page_title = gettext_lazy("End the rights of a trusted person")
    header_icon = "bin"
    index_url_name = "feedback_community_trusted:index"
    index_label = gettext_lazy("Trusted persons")
    submit = gettext_lazy("End the rights now")
    is_danger = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Appointment.objects.select_related("member__user")
        row = rows.filter(pk=kwargs["pk"], ended_at=None).first()
        if row is None:
            raise Http404
        self.appointment = row

    def get_page_subtitle(self) -> str:
        return name_of(self.appointment.member)

    def perform(self, form: forms.Form) -> str:
        end_trust(self.appointment, by=self.request.user, reason=form.cleaned_data["reason"])
        return _("The rights of %(name)s have ended.") % {"name": name_of(self.appointment.member)}


class AppointmentViewSet(ReadOnlyViewSet):
    model = Appointment
    name = "feedback_community_trusted"
    url_prefix = "community/trusted"
    icon = "user"
    menu_label = gettext_lazy("Trusted persons")
    menu_order = 100
    index_view_class = AppointmentIndexView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("ask/", self.construct_view(OfferView), name="offer"),
            path("<int:pk>/end/", self.construct_view(EndView), name="end"),
        ]
