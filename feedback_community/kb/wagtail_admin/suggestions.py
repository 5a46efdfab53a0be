"""Articles that people without access to the admin suggested."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from feedback_community.kb.actions.promotion import dismiss_suggestion
from feedback_community.kb.enums import SuggestionState
from feedback_community.kb.models import ArticleSuggestion
from feedback_community.kb.permissions import PROMOTE
from feedback_community.kb.wagtail_admin.base import AskView
from feedback_community.kb.wagtail_admin.reports.base import WideTitleColumn
from feedback_community.kb.wagtail_admin.rights import RightCheckedMixin
from feedback_community.kb.wagtail_admin.source_changes import readable_topics
from feedback_community.people import name_of


def readable(user: Any) -> QuerySet[ArticleSuggestion]:
    """Those that wait, of topics this person may read."""
    waiting = ArticleSuggestion.objects.filter(state=SuggestionState.WAITING)
    topics = readable_topics(list(waiting.values_list("topic_id", flat=True)[:500]), user)
    return waiting.filter(topic__in=topics).select_related("topic__forum", "suggested_by__user")


class SuggestionsView(RightCheckedMixin, IndexView):
    right = PROMOTE
    model = ArticleSuggestion
    page_title = gettext_lazy("Suggested articles")
    header_icon = "help"
    index_url_name = "feedback_community_kb:suggestions"
    index_results_url_name = "feedback_community_kb:suggestions_results"
    any_permission_required = None
    permission_policy = None
    columns = [
        WideTitleColumn(
            "topic",
            label=gettext_lazy("Topic"),
            get_url=lambda row: reverse("feedback_community:promote_topic", args=[row.topic_id]),
        ),
        Column("note", label=gettext_lazy("Note")),
        Column("by", label=gettext_lazy("Suggested by"), accessor=lambda row: name_of(row.suggested_by)),
        DateColumn("created_at", label=gettext_lazy("Suggested")),
        WideTitleColumn(
            "dismiss",
            label="",
            accessor=lambda row: _("Dismiss"),
            get_url=lambda row: reverse("feedback_community_kb:dismiss_suggestion", args=[row.pk]),
        ),
    ]

    def get_base_queryset(self) -> QuerySet[ArticleSuggestion]:
        return readable(self.request.user)


class DismissView(AskView):
    right = PROMOTE
    page_title = gettext_lazy("Dismiss a suggestion")
    lead = gettext_lazy("The topic stays as it is; only the suggestion goes.")
    submit = gettext_lazy("Dismiss it")

    @cached_property
    def suggestion(self) -> ArticleSuggestion:
        found = readable(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        return reverse("feedback_community_kb:suggestions"), _("Suggested articles")

    def get_page_subtitle(self) -> str:
        return self.suggestion.topic.title

    def perform(self, form: forms.Form) -> tuple[str, str]:
        dismiss_suggestion(self.suggestion, by=self.request.user)
        return _("Dismissed."), self.back[0]
