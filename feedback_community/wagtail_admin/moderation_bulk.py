"""Approve or reject many held posts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.models import ModerationItem
from feedback_community.people import name_of
from feedback_community.querysets.moderation import ModerationItemQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.forms import RejectionForm
from feedback_community.wagtail_admin.moderation_queue import (
    ModerationFilterSet,
    decide_url,
    pending_items,
    searched,
)
from feedback_community.wagtail_admin.rights import POLICIES


class ModerationBulkAction(BulkAction):
    """Wagtail asks for no right of its own here: the room at the door, the forum of every row after it."""

    models = [ModerationItem]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not POLICIES[ModerationItem].user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """ "All" means what the list showed: its filters and its search are in the address."""
        filters = ModerationFilterSet(
            data=self.request.GET, request=self.request, queryset=pending_items(self.request.user)
        )
        items = searched(filters.qs, self.request.GET.get("q", ""))
        return list(items.values_list("pk", flat=True))

    def get_queryset(self, model: type[ModerationItem], object_ids: Sequence[Any]) -> ModerationItemQuerySet:
        """Rows of other forums are missing here, as they are in the list."""
        ids = [int(value) for value in object_ids if str(value).isdigit()]
        items = pending_items(self.request.user).filter(pk__in=ids).oldest_first()
        if not items:
            raise Http404
        return items

    def object_context(self, obj: ModerationItem) -> dict[str, Any]:
        author = name_of(obj.content.author)
        return {"item": obj, "author": author, "excerpt": obj.content.excerpt, "url": decide_url(obj)}

    def get_execution_context(self) -> dict[str, Any]:
        return {"moderator": self.request.user}


class ApproveBulkAction(ModerationBulkAction):
    display_name = _("Approve")
    action_type = "approve"
    aria_label = _("Approve the selected posts")
    template_name = f"{TEMPLATES}/bulk_approve.html"
    action_priority = 10

    @classmethod
    def execute_action(cls, objects: Sequence[ModerationItem], **kwargs: Any) -> tuple[int, int]:
        done = sum(approve_content(item, moderator=kwargs["moderator"]) for item in objects)
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext(
            "%(count)d post is published.", "%(count)d posts are published.", num_parent_objects
        )
        return message % {"count": num_parent_objects}


class RejectBulkAction(ModerationBulkAction):
    display_name = _("Reject")
    action_type = "reject"
    aria_label = _("Reject the selected posts with a reason")
    template_name = f"{TEMPLATES}/bulk_reject.html"
    action_priority = 20
    form_class = RejectionForm
    classes = {"serious"}

    def get_execution_context(self) -> dict[str, Any]:
        reason = self.cleaned_form.cleaned_data["reason"] if self.cleaned_form else ""
        return {**super().get_execution_context(), "reason": reason}

    @classmethod
    def execute_action(cls, objects: Sequence[ModerationItem], **kwargs: Any) -> tuple[int, int]:
        moderator, reason = kwargs["moderator"], kwargs["reason"]
        return sum(reject_content(item, moderator=moderator, reason=reason) for item in objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext("%(count)d post is rejected.", "%(count)d posts are rejected.", num_parent_objects)
        return message % {"count": num_parent_objects}
