"""What the editable parts share: drag ordering that knows ties, and a refusal to delete what is in use."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView, IndexView, ReorderView
from wagtail.admin.viewsets.model import ModelViewSet

from feedback_community.actions.ordering import number_positions
from feedback_community.exceptions import InvalidChange
from feedback_community.web.admin_guard import asking_first


class OrderedIndexView(IndexView):
    """In the order that readers see, also while rows are dragged."""

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.show_ordering_column:
            return queryset.order_by(*queryset.model._meta.ordering)
        return super().order_queryset(queryset)


class TidyReorderView(ReorderView):
    """Rows made by hand or by an import may share a position; Wagtail moves between different ones."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.order_by(*self.model._meta.ordering)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number_positions(self.model)
        return super().post(request, *args, **kwargs)


class GuardedDeleteView(DeleteView):
    """Says why something in use stays, before and at the last button."""

    def refusal(self) -> str:
        """Why the object cannot go, or ""."""
        return ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete"):
            self.object = self.get_object()
            if message := self.refusal():
                messages.error(request, message)
                return redirect(reverse(self.index_url_name))
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        if message := self.refusal():
            raise InvalidChange(message)
        super().delete_action()


class ConfigurationViewSet(ModelViewSet):
    """Rows that are configuration: Wagtail's generic views may write them."""

    add_to_reference_index = False
    copy_view_enabled = False
    reorder_view_class = TidyReorderView

    def get_urlpatterns(self) -> list[URLPattern]:
        return asking_first(super().get_urlpatterns(), self.permission_policy)
