"""Suggested duplicates, the most alike first. Merging is done on the topic's page, with its preview."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community import limits
from feedback_community.actions.duplicates import dismiss_suggestion
from feedback_community.actions.merge_plan import plan_merge
from feedback_community.enums import ModerationState
from feedback_community.models import DuplicateSuggestion, Topic
from feedback_community.people import name_of
from feedback_community.wagtail_admin.base import (
    TEMPLATES,
    CountedMenuMixin,
    ListViewSet,
    RowPagedMixin,
)
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, moderated_forums

RELATED = ("duplicate__forum__site", "survivor__forum__site", "by__user")


def waiting_suggestions(user: Any) -> QuerySet[DuplicateSuggestion]:
    """Undecided pairs of which this person moderates both forums, while both topics are public."""
    forums = [forum.pk for forum in moderated_forums(user)]
    rows = DuplicateSuggestion.objects.filter(
        decision="",
        duplicate__forum__in=forums,
        survivor__forum__in=forums,
        duplicate__state=ModerationState.PUBLISHED,
        survivor__state=ModerationState.PUBLISHED,
    )
    return rows.select_related(*RELATED).order_by("-similarity", "-pk")


def merge_url(topic: Topic, into: Topic | None = None) -> str:
    """The page on the topic's own site where it is merged, with a preview."""
    url = topic.forum.site.root_url + reverse("feedback_community:merge", args=[topic.pk])
    return f"{url}?into={into.pk}" if into is not None else url


def decide_url(row: DuplicateSuggestion) -> str:
    return reverse("feedback_community_suggestions:decide", args=[row.pk])


class SuggestionIndexView(RoomCheckedMixin, RowPagedMixin, IndexView):
    room = DuplicateSuggestion
    page_title = gettext_lazy("Suggested duplicates")

    def get_base_queryset(self) -> QuerySet[DuplicateSuggestion]:
        texts = (f"{end}__{name}" for end in ("duplicate", "survivor") for name in ("body", "body_html"))
        return waiting_suggestions(self.request.user).defer(*texts)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("duplicate", label=_("Topic"), accessor="duplicate.title", get_url=decide_url),
            Column("survivor", label=_("Was asked before as"), accessor="survivor.title"),
            Column("similarity", label=_("Alike"), accessor=lambda row: f"{round(row.similarity * 100)} %"),
            Column("by", label=_("Suggested by"), accessor=lambda row: name_of(row.by)),
            DateColumn("created_at", label=_("Since")),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("suggested duplicates")


class SuggestionDecideView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Both topics side by side, what a merge would do, and the two ways to decide."""

    room = DuplicateSuggestion
    template_name = f"{TEMPLATES}/suggestion_decide.html"
    page_title = gettext_lazy("Suggested duplicate")
    header_icon = "copy"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        row = waiting_suggestions(request.user).filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Http404
        self.row = row

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("feedback_community_suggestions:index"), "label": _("Suggested duplicates")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if dismiss_suggestion(self.row, by=request.user):
            messages.success(request, _("The suggestion is dismissed; the two topics stay as they are."))
        else:
            messages.warning(request, _("Somebody decided on this in the meantime."))
        return redirect("feedback_community_suggestions:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            row=self.row,
            percent=round(self.row.similarity * 100),
            by=name_of(self.row.by),
            plan=plan_merge(self.row.duplicate, self.row.survivor),
            merge_url=merge_url(self.row.duplicate, self.row.survivor),
            **kwargs,
        )


class SuggestionViewSet(CountedMenuMixin, ListViewSet):
    model = DuplicateSuggestion
    name = "feedback_community_suggestions"
    url_prefix = "community/duplicates"
    icon = "copy"
    menu_label = gettext_lazy("Suggested duplicates")
    menu_order = 120
    list_per_page = 50
    index_view_class = SuggestionIndexView

    def waiting_count(self, user: Any) -> str:
        count = len(waiting_suggestions(user).order_by().values_list("pk")[: limits.HELD_COUNT])
        return str(count) if count else ""

    def get_urlpatterns(self) -> list[URLPattern]:
        decide = self.construct_view(SuggestionDecideView)
        return [*super().get_urlpatterns(), path("<int:pk>/", decide, name="decide")]
