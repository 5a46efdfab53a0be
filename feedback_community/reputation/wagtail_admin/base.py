"""What the viewsets of reputation share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from feedback_community.exceptions import CommunityError
from feedback_community.models import Member
from feedback_community.reputation import limits
from feedback_community.web.admin_guard import asking_first

TEMPLATES = "feedback_community_reputation/wagtail_admin"
#: The core's list: a name keeps its width on a phone, and keys lead through the rows.
LIST = "feedback_community/wagtail_admin/list.html"


class BoundedPaginator(WagtailPaginator):
    """Counts no further than a person turns pages; filters find the rest."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: limits.ADMIN_ROWS].count()
        return len(rows)


class ConfigurationViewSet(ModelViewSet):
    """Rows that are configuration: Wagtail's generic views may write them."""

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_template_name = LIST

    def get_urlpatterns(self) -> list[URLPattern]:
        return asking_first(super().get_urlpatterns(), self.permission_policy)


class ReadOnlyViewSet(ModelViewSet):
    """A list, and what a subclass adds. Nothing is saved or deleted by generic views."""

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_template_name = LIST

    def get_form_class(self, for_update: bool = False) -> Any:
        return None

    def register_admin_url_finder(self) -> None:
        """Without an edit view there is no address to find."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        missing = ("add", "edit", "delete", "history", "usage", "copy", "inspect")
        none = {f"{name}_url_name": None for name in missing}
        return super().get_common_view_kwargs(**{**none, **kwargs})


class MemberField(forms.CharField):
    """A member by handle, with or without the @."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Handle"))
        options.setdefault("help_text", _("@handle of the person, as it stands on the person's page."))
        super().__init__(**options)

    def clean(self, value: Any) -> Member:
        handle = super().clean(value).strip().removeprefix("@").lower()
        member = Member.objects.with_user().filter(handle=handle, is_anonymised=False).first()
        if member is None:
            raise forms.ValidationError(_("There is nobody with this handle."))
        return member


class ActFormView(WagtailAdminTemplateMixin, FormView):
    """One act on one object, with a form. The right is asked before anything is looked up."""

    permission = ""
    template_name = f"{TEMPLATES}/act.html"
    index_url_name = ""
    index_label: Any = ""
    submit: Any = ""
    is_danger = False
    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def perform(self, form: forms.Form) -> str:
        """Call the action; returns the message. Raises CommunityError."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            message = self.perform(form)
        except CommunityError as problem:
            form.add_error(getattr(problem, "field", None), problem.message)
            return self.form_invalid(form)
        messages.success(self.request, message)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": self.index_label}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, index, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        media = context["form"].media
        return {**context, "media": media, "submit": self.submit, "is_danger": self.is_danger}
