"""Members: list, inspect, and the few facts that staff may change, through an action."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from feedback_community.actions.renaming import change_member
from feedback_community.exceptions import CommunityError
from feedback_community.models import Member
from feedback_community.people import name_of
from feedback_community.wagtail_admin.base import ListViewSet, RowPagedMixin
from feedback_community.wagtail_admin.suspensions import person_acts


def searched_fields() -> tuple[str, ...]:
    """Names only: whoever searches by address learns whose it is."""
    found = ["handle", "stub_name"]
    for name in ("first_name", "last_name"):
        try:
            get_user_model()._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        found.append(f"user__{name}")
    return tuple(found)


class MemberFilterSet(WagtailFilterSet):
    is_former_employee = django_filters.BooleanFilter(label=gettext_lazy("Former employee"))
    is_anonymised = django_filters.BooleanFilter(label=gettext_lazy("Anonymised"))
    no_account = django_filters.BooleanFilter(
        field_name="user", lookup_expr="isnull", label=gettext_lazy("Without an account")
    )

    class Meta:
        model = Member
        fields = ("is_former_employee", "is_anonymised", "no_account")


class MemberIndexView(RowPagedMixin, IndexView):
    filterset_class = MemberFilterSet

    @cached_property
    def search_fields(self) -> tuple[str, ...]:
        return searched_fields()

    def get_base_queryset(self) -> QuerySet[Member]:
        return super().get_base_queryset().with_user().order_by("-pk")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Name"), accessor=name_of, get_url=self.get_inspect_url),
            Column("handle", label=_("Handle"), accessor=str),
            BooleanColumn("account", label=_("Account"), accessor=lambda member: bool(member.user_id)),
            BooleanColumn("is_former_employee", label=_("Former employee")),
            BooleanColumn("is_suspended", label=_("Suspended")),
            DateColumn("created_at", label=_("Member since")),
        ]


class MemberForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ("handle", "is_former_employee")


class MemberEditView(EditView):
    form_class = MemberForm

    def get_queryset(self) -> QuerySet[Member]:
        return Member.objects.with_user().filter(is_anonymised=False)

    def save_instance(self) -> Member:
        data = self.form.cleaned_data
        change_member(
            Member.objects.with_user().get(pk=self.object.pk),
            by=self.request.user,
            handle=data["handle"],
            is_former_employee=data["is_former_employee"],
        )
        return self.object

    def form_valid(self, form: forms.ModelForm) -> Any:
        try:
            return super().form_valid(form)
        except CommunityError as problem:
            form.add_error(getattr(problem, "field", None), problem.message)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class MemberInspectView(InspectView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        acts = person_acts(self.object, self.request.user)
        return [*super().header_buttons, *(HeaderButton(label, url=url) for label, url in acts)]

    def get_page_subtitle(self) -> str:
        return name_of(self.object)

    def get_name_display_value(self) -> str:
        return name_of(self.object)

    def get_field_label(self, field_name: str, field: Any) -> str:
        return _("Name") if field_name == "name" else super().get_field_label(field_name, field)


class MemberViewSet(ListViewSet):
    model = Member
    name = "feedback_community_members"
    url_prefix = "community/members"
    icon = "user"
    menu_order = 700
    list_per_page = 50
    offered_permissions = ("view", "change")
    index_view_class = MemberIndexView
    edit_view_class = MemberEditView
    inspect_view_class = MemberInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "name",
        "handle",
        "language",
        "is_former_employee",
        "suspended_until",
        "is_anonymised",
        "created_at",
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        edit = {"edit_url_name": self.get_url_name("edit")}
        return super().get_common_view_kwargs(**{**edit, **kwargs})

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return MemberForm

    def get_edit_handler(self) -> None:
        return None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("edit/<int:pk>/", self.edit_view, name="edit")]
