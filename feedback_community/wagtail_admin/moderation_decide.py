"""One held post in full: approve it, reject it with a reason, or go on to the next."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community.actions import bulk
from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.exceptions import CommunityError
from feedback_community.models import BulkKind, BulkState, ModerationItem
from feedback_community.people import author_name
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.bulk import progress_url
from feedback_community.wagtail_admin.forms import DecisionForm
from feedback_community.wagtail_admin.held_posts import (
    decide_url,
    kind_of,
    listed,
    pending_items,
    place_of,
)
from feedback_community.wagtail_admin.rights import RoomCheckedMixin
from feedback_community.wagtail_admin.suspensions import person_acts
from feedback_community.web import row_paging


class DecideView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    room = ModerationItem
    template_name = f"{TEMPLATES}/moderation_decide.html"
    page_title = gettext_lazy("Held post")
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        item = pending_items(request.user).filter(pk=kwargs["pk"]).first()
        if item is None:
            raise Http404
        self.item = item
        self.form = DecisionForm(request.POST or None)
        self.undo_buttons: list[Any] = []

    def get_page_subtitle(self) -> str:
        return self.item.topic.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": self.queue_url, "label": _("Moderation queue")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, queue, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            changed, message = self.decide()
        except CommunityError as problem:
            self.form.add_error("reason", problem.message)
            return self.render_to_response(self.get_context_data(**kwargs))
        if changed:
            messages.success(request, message, buttons=self.undo_buttons)
        else:
            messages.warning(request, _("Somebody decided on this post in the meantime."))
        return redirect(self.next_url or self.queue_url)

    @cached_property
    def next_url(self) -> str:
        """The post behind this one in the list from which it was opened, "" at its end."""
        columns = [row_paging.Column("created_at", False), row_paging.Column("pk", False)]
        here = row_paging.behind(columns, [self.item.created_at, self.item.pk])
        item = listed(self.request).filter(here).first()
        return decide_url(item, self.request.GET.urlencode()) if item else ""

    @property
    def queue_url(self) -> str:
        query = self.request.GET.urlencode()
        return reverse("feedback_community_moderation:index") + (f"?{query}" if query else "")

    def decide(self) -> tuple[bool, str]:
        user = self.request.user
        decision = self.request.POST.get("decision")
        if decision == "approve":
            return approve_content(self.item, moderator=user), _("The post is published.")
        if decision == "spam":
            return self.hide(), _("The post is hidden as spam; its author is not told.")
        self.form.is_valid()
        reason = self.form.cleaned_data.get("reason", "")
        message = _("The post is rejected; its author reads the reason.")
        return reject_content(self.item, moderator=user, reason=reason), message

    def hide(self) -> bool:
        """As the act on many does it, so that it is undone in the same place."""
        act = bulk.start(BulkKind.SPAM, by=self.request.user, contents=[self.item.content], data={})
        bulk.work(act.pk, limit=1)
        self.undo_buttons = [messages.button(progress_url(act), _("Look, or undo"))]
        return bulk.progress(act) == {BulkState.DONE: 1}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.item.content
        return super().get_context_data(
            item=self.item,
            content=content,
            form=self.form,
            kind=kind_of(self.item),
            author=author_name(content, to_staff=True),
            person_acts=person_acts(content.author, self.request.user),
            media=self.form.media,
            next_url=self.next_url,
            place=place_of(content),
            **kwargs,
        )
