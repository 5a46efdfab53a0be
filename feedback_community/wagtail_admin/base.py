"""What the viewsets share: a list of ours without Wagtail's generic ways of writing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy

from feedback_community.wagtail_admin.rights import POLICIES
from feedback_community.web.row_paging import RowPagedMixin
from feedback_community.web.tables import BoundedPaginator, SafeExportMixin

__all__ = [
    "TEMPLATES",
    "BoundedPaginator",
    "CountedMenuMixin",
    "ListViewSet",
    "RowPagedMixin",
    "SafeExportMixin",
]

TEMPLATES = "feedback_community/wagtail_admin"


class ListViewSet(ModelViewSet):
    """A list, and what a subclass adds. Rows are never created, saved or deleted by generic views."""

    add_to_reference_index = False
    copy_view_enabled = False
    index_results_template_name = f"{TEMPLATES}/index_results.html"
    #: Django permissions of the model that the group editor offers.
    offered_permissions: tuple[str, ...] = ()

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return POLICIES.get(self.model) or ModelPermissionPolicy(self.model)

    @cached_property
    def index_template_name(self) -> str:
        """With our stylesheet; a list with a template of its own extends that one."""
        own: str = self.index_view_class.template_name
        return f"{TEMPLATES}/list.html" if own == IndexView.template_name else own

    def get_form_class(self, for_update: bool = False) -> Any:
        return None

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        names = [get_permission_codename(action, self.model_opts) for action in self.offered_permissions]
        return Permission.objects.filter(content_type__app_label=self.app_label, codename__in=names)

    def register_admin_url_finder(self) -> None:
        """Without an edit view there is no address to find."""

    def get_urlpatterns(self) -> list[URLPattern]:
        found = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
        if self.inspect_view_enabled:
            found.append(path("inspect/<int:pk>/", self.inspect_view, name="inspect"))
        return found

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        missing = ("add", "edit", "delete", "history", "usage", "copy")
        none = {f"{name}_url_name": None for name in missing}
        return super().get_common_view_kwargs(**{**none, **kwargs})


class CountedMenuMixin:
    """An entry of the menu with the number that waits behind it: "Console (7)"."""

    def waiting_count(self, user: Any) -> str:
        """The number as shown, or "" for none."""
        raise NotImplementedError

    @cached_property
    def menu_item_class(self) -> Any:
        plain: Any = super().menu_item_class  # type: ignore[misc]
        count = self.waiting_count

        def render_component(item: Any, request: HttpRequest) -> Any:
            component = plain.render_component(item, request)
            if number := count(request.user):
                component.label = f"{component.label} ({number})"
            return component

        return type(f"Counted{plain.__name__}", (plain,), {"render_component": render_component})
