"""Approve, reject or hide as spam many held posts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from feedback_community import limits
from feedback_community.models import BulkKind, ModerationItem
from feedback_community.people import author_name
from feedback_community.querysets.moderation import ModerationItemQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.bulk import NAMED, WorkedOffMixin, check_room
from feedback_community.wagtail_admin.forms import RejectionForm
from feedback_community.wagtail_admin.held_posts import (
    decide_url,
    listed,
    pending_items,
)


class ModerationBulkAction(WorkedOffMixin, BulkAction):
    """Wagtail asks for no right of its own here: the room at the door, the forum of every row after it."""

    models = [ModerationItem]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_room(ModerationItem, request.user, "change")
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """ "All" means what the list showed."""
        return list(listed(self.request).values_list("pk", flat=True)[: limits.BULK_ROWS])

    def get_queryset(self, model: type[ModerationItem], object_ids: Sequence[Any]) -> ModerationItemQuerySet:
        """Rows of other forums are missing here, as they are in the list."""
        ids = [int(value) for value in object_ids if str(value).isdigit()][: limits.BULK_ROWS]
        items = pending_items(self.request.user).filter(pk__in=ids).oldest_first()
        if not items:
            raise Http404
        return items

    def posts(self, objects: Sequence[ModerationItem]) -> list[Any]:
        return [item.content for item in objects]

    def object_context(self, obj: ModerationItem) -> dict[str, Any]:
        author = author_name(obj.content, to_staff=True)
        return {"item": obj, "author": author, "excerpt": obj.content.excerpt, "url": decide_url(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "named": context["items"][:NAMED], "unnamed": len(context["items"][NAMED:])}


class ApproveBulkAction(ModerationBulkAction):
    kind = BulkKind.APPROVE
    display_name = _("Approve")
    action_type = "approve"
    aria_label = _("Approve the selected posts")
    template_name = f"{TEMPLATES}/bulk_approve.html"
    action_priority = 10

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext(
            "%(count)d post is published.", "%(count)d posts are published.", num_parent_objects
        )
        return message % {"count": num_parent_objects}


class RejectBulkAction(ModerationBulkAction):
    kind = BulkKind.REJECT
    display_name = _("Reject")
    action_type = "reject"
    aria_label = _("Reject the selected posts with a reason")
    template_name = f"{TEMPLATES}/bulk_reject.html"
    action_priority = 20
    form_class = RejectionForm
    classes = {"serious"}

    def data(self) -> dict[str, Any]:
        return {"reason": self.cleaned_form.cleaned_data["reason"]}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext("%(count)d post is rejected.", "%(count)d posts are rejected.", num_parent_objects)
        return message % {"count": num_parent_objects}


class SpamBulkAction(ModerationBulkAction):
    """Nobody is told: whoever sends advertising learns nothing from it."""

    kind = BulkKind.SPAM
    display_name = _("Spam")
    action_type = "spam"
    aria_label = _("Hide the selected posts as spam")
    template_name = f"{TEMPLATES}/bulk_spam.html"
    action_priority = 30
    classes = {"serious"}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext(
            "%(count)d post is hidden as spam.", "%(count)d posts are hidden as spam.", num_parent_objects
        )
        return message % {"count": num_parent_objects}
