"""The sources of an article: which topics, what changed in them since, one more, one less."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from feedback_community.exceptions import InvalidChange
from feedback_community.kb.actions.promotion import add_source, mark_sources_seen, remove_source
from feedback_community.kb.actions.reviews import verify_articles
from feedback_community.kb.articles import article_models, record_of
from feedback_community.kb.models import ArticleSource
from feedback_community.kb.permissions import can_edit
from feedback_community.kb.wagtail_admin.base import TEMPLATES, AskView
from feedback_community.kb.wagtail_admin.editor import CommunitySidePanel
from feedback_community.kb.wagtail_admin.source_changes import sources_with_changes
from feedback_community.kb.wagtail_admin.versions import edit_url
from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy

_NUMBER = re.compile(r"(?:/t/|^#?)(\d{1,18})(?:/|$)")


class SourceForm(forms.Form):
    topic = forms.CharField(
        label=gettext_lazy("Add a topic"),
        help_text=gettext_lazy("Its address, or its number."),
        required=False,
    )

    def clean_topic(self) -> int | None:
        text: str = self.cleaned_data["topic"].strip()
        if not text:
            return None
        match = _NUMBER.search(text)
        if match is None:
            raise forms.ValidationError(_("This is not the address of a topic."))
        return int(match[1])


class OfArticle(AskView):
    """What is asked about one article that the person may edit."""

    @cached_property
    def article(self) -> Any:
        pages = (model.objects.filter(pk=self.kwargs["pk"]).first() for model in article_models())
        page = next((page for page in pages if page is not None), None)
        if page is None or not can_edit(self.request.user, page):
            raise PermissionDenied
        return page

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        return edit_url(self.article), self.article.get_admin_display_title()

    def get_page_subtitle(self) -> str:
        return str(self.article.get_admin_display_title())


class VerifyView(OfArticle):
    """One press in the editor; whoever comes by the address is asked."""

    page_title = gettext_lazy("Verify an article")
    header_icon = "check"
    lead = gettext_lazy("True as it stands: what spoke against it is settled, and its interval begins anew.")
    submit = gettext_lazy("Verify")

    def perform(self, form: forms.Form) -> tuple[str, str]:
        record = record_of(self.article)
        if record is None or not record.version_count:
            raise InvalidChange(_("This article was not published yet."))
        verify_articles([record], by=self.request.user)
        return _("The article is verified."), edit_url(self.article)


class SourcesView(OfArticle):
    template_name = f"{TEMPLATES}/sources.html"
    page_title = gettext_lazy("Sources")
    header_icon = "link"
    form_class = SourceForm
    submit = gettext_lazy("Add it")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = sources_with_changes(self.article, user=self.request.user)
        panel = CommunitySidePanel(self.article, self.request)
        return {**super().get_context_data(**kwargs), "sources": sources, "panel": panel}

    def perform(self, form: forms.Form) -> tuple[str, str]:
        if self.request.POST.get("seen"):
            mark_sources_seen(self.article.feedback_community_record, by=self.request.user)
            return _("Noted. What changes from now on is shown here again."), self.request.path
        number = form.cleaned_data["topic"]
        topic = topic_for(number, self.request.user) if number is not None else None
        if topic is None:
            raise InvalidChange(_("There is no such topic."))
        if add_source(self.article, topic, by=self.request.user):
            return _("“%(title)s” is a source now.") % {"title": topic.title}, self.request.path
        return _("It is a source already."), self.request.path


def topic_for(number: int, user: Any) -> Topic | None:
    """A topic of any site of ours that this person may read."""
    policy = get_policy()
    for site in Site.objects.all():
        topic = policy.listed_topics(user, site).select_related("forum__site").filter(pk=number).first()
        if topic is not None:
            return topic
    return None


class RemoveSourceView(AskView):
    page_title = gettext_lazy("Remove a source")
    header_icon = "bin"
    lead = gettext_lazy("The topic stays as it is. Versions that were published with it keep naming it.")
    submit = gettext_lazy("Remove it")

    @cached_property
    def source(self) -> ArticleSource:
        sources = ArticleSource.objects.select_related("article__page").filter(article__page__isnull=False)
        source = get_object_or_404(sources, pk=self.kwargs["pk"])
        page: Any = source.article.page
        if not can_edit(self.request.user, page.specific):
            raise PermissionDenied
        return source

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        return edit_url(self.source.article.page), self.source.article.title

    def get_page_subtitle(self) -> str:
        return self.source.title

    def perform(self, form: forms.Form) -> tuple[str, str]:
        url = edit_url(self.source.article.page)
        remove_source(self.source, by=self.request.user)
        return _("The topic is no source any more."), url
