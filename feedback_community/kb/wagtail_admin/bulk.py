"""Acts on many rows of the reports. Wagtail asks for no right in bulk acts; these do, for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from feedback_community import limits
from feedback_community.kb.actions.gaps import dismiss_gap
from feedback_community.kb.actions.reviews import verify_articles
from feedback_community.kb.models import ArticleRecord, ContentGap
from feedback_community.kb.permissions import can_edit, can_verify
from feedback_community.kb.wagtail_admin.reports.base import TEMPLATES, articles_of, edit_url
from feedback_community.kb.wagtail_admin.reports.due import DueFilterSet, due_articles
from feedback_community.kb.wagtail_admin.reports.gaps import GapFilterSet, can_close_gaps


def numbers(values: Sequence[Any]) -> list[int]:
    return [int(value) for value in values if str(value).isdigit()][: limits.BULK_ROWS]


class ReportBulkAction(BulkAction):
    template_name = f"{TEMPLATES}/bulk.html"
    #: Words and picture of the page that asks once more.
    icon: ClassVar[str]
    question: ClassVar[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_allowed(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def is_allowed(self, user: Any) -> bool:
        raise NotImplementedError

    def rows(self) -> QuerySet[Any]:
        """Everything that this person's list could show."""
        raise NotImplementedError

    def get_queryset(self, model: Any, object_ids: Sequence[Any]) -> QuerySet[Any]:
        found = self.rows().filter(pk__in=numbers(object_ids))
        if not found:
            raise Http404
        return found

    def object_context(self, obj: Any) -> dict[str, Any]:
        return {"item": obj, "url": edit_url(obj) if isinstance(obj, ArticleRecord) else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(icon=self.icon, question=self.question, **kwargs)

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user}


class VerifyBulkAction(ReportBulkAction):
    display_name = _("Verify")
    aria_label = _("Verify the chosen articles")
    action_type = "verify"
    models = (ArticleRecord,)
    icon = "check"
    question = _("These articles are true as they stand:")

    def is_allowed(self, user: Any) -> bool:
        return can_verify(user)

    def rows(self) -> QuerySet[Any]:
        return articles_of(self.request.user).select_related("page", "review")

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        rows = due_articles(self.request.user)
        found = DueFilterSet(data=self.request.GET, request=self.request, queryset=rows).qs
        return list(found.values_list("pk", flat=True)[: limits.BULK_ROWS])

    def check_perm(self, obj: ArticleRecord) -> bool:
        return obj.page is not None and can_edit(self.request.user, obj.page)

    @classmethod
    def execute_action(cls, objects: Sequence[ArticleRecord], **kwargs: Any) -> tuple[int, int]:
        return verify_articles(list(objects), by=kwargs["by"]), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)s article is verified.", "%(count)s articles are verified.", num_parent_objects
        ) % {"count": num_parent_objects}


class DismissGapBulkAction(ReportBulkAction):
    display_name = _("Dismiss")
    aria_label = _("Dismiss the chosen gaps")
    action_type = "dismiss_gap"
    models = (ContentGap,)
    icon = "bin"
    question = _("There is nothing to write about these; they do not come back:")

    def is_allowed(self, user: Any) -> bool:
        return can_close_gaps(user)

    def rows(self) -> QuerySet[Any]:
        return ContentGap.objects.order_by("-weight", "pk")

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        found = GapFilterSet(data=self.request.GET, request=self.request, queryset=self.rows()).qs
        return list(found.values_list("pk", flat=True)[: limits.BULK_ROWS])

    @classmethod
    def execute_action(cls, objects: Sequence[ContentGap], **kwargs: Any) -> tuple[int, int]:
        return sum(dismiss_gap(gap, by=kwargs["by"]) for gap in objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)s gap is dismissed.", "%(count)s gaps are dismissed.", num_parent_objects
        ) % {"count": num_parent_objects}
