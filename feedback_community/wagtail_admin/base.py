"""What the viewsets share: a list of ours without Wagtail's generic ways of writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.encoding import force_str
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy

from feedback_community import limits
from feedback_community.wagtail_admin.rights import POLICIES

TEMPLATES = "feedback_community/wagtail_admin"
#: What a spreadsheet takes for a formula at the beginning of a cell.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class BoundedPaginator(WagtailPaginator):
    """Counts no further than a person turns pages; filters find the rest."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: limits.ADMIN_ROWS].count()
        return len(rows)


class ListViewSet(ModelViewSet):
    """A list, and what a subclass adds. Rows are never created, saved or deleted by generic views."""

    add_to_reference_index = False
    copy_view_enabled = False
    #: Django permissions of the model that the group editor offers.
    offered_permissions: tuple[str, ...] = ()

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return POLICIES.get(self.model) or ModelPermissionPolicy(self.model)

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
            component = super(counted, item).render_component(request)
            if number := count(request.user):
                component.label = f"{component.label} ({number})"
            return component

        counted = type(f"Counted{plain.__name__}", (plain,), {"render_component": render_component})
        return counted


class _Streamed:
    """A query whose rows are fetched in pieces, with the model that the export asks for."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.model = rows.model
        self.rows = rows

    def __iter__(self) -> Iterator[Any]:
        return self.rows.iterator(chunk_size=1000)


class SafeExportMixin:
    """What customers typed is text in a spreadsheet, never a formula; rows are not held in memory."""

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterable[bytes]:
        return super().stream_csv(_Streamed(queryset))  # type: ignore[misc]

    def write_xlsx(self, queryset: QuerySet[Any], output: Any) -> None:
        super().write_xlsx(_Streamed(queryset), output)  # type: ignore[misc]

    def get_preprocess_function(
        self, field: str, value: Any, export_format: str
    ) -> Callable[[Any], Any] | None:
        if value is None:
            return lambda none: ""
        if isinstance(value, bool | int | float) or not isinstance(force_str(value, strings_only=True), str):
            found: Callable[[Any], Any] | None = super().get_preprocess_function(  # type: ignore[misc]
                field, value, export_format
            )
            return found
        return as_text


def as_text(value: Any) -> str:
    text = force_str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
