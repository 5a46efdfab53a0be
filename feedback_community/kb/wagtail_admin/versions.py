"""Versions for those who write: bring one back, recover a deleted article, take words out of all."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from feedback_community.kb.actions.redaction import redact_article
from feedback_community.kb.actions.restoring import old_place, recover_article, restore_version
from feedback_community.kb.articles import section_models
from feedback_community.kb.kept import kept_of
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from feedback_community.kb.permissions import REDACT, can_add_to, can_edit
from feedback_community.kb.wagtail_admin.base import AskView
from feedback_community.kb.wagtail_admin.reports.base import WideTitleColumn
from feedback_community.kb.wagtail_admin.rights import RightCheckedMixin


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def deleted_url() -> str:
    return reverse("feedback_community_kb:deleted")


class RestoreView(AskView):
    page_title = gettext_lazy("Bring back a version")
    header_icon = "history"
    lead = gettext_lazy(
        "Its text becomes a new draft on top of the others. Readers see it when it is published;"
        " the history stays as it is."
    )
    submit = gettext_lazy("Make the draft")

    @cached_property
    def version(self) -> ArticleVersion:
        versions = ArticleVersion.objects.select_related("article__page")
        version = get_object_or_404(versions, pk=self.kwargs["pk"], article__page__isnull=False)
        page: Any = version.article.page
        if not can_edit(self.request.user, page.specific):
            raise PermissionDenied
        return version

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        return edit_url(self.version.article.page), self.version.article.title

    def get_page_subtitle(self) -> str:
        return str(self.version)

    def perform(self, form: forms.Form) -> tuple[str, str]:
        draft = restore_version(self.version, by=self.request.user)
        return _("Version %(label)s is a draft now.") % {"label": self.version.label}, edit_url(draft)


class DeletedView(RightCheckedMixin, IndexView):
    """Articles whose pages were deleted."""

    model = ArticleRecord
    page_title = gettext_lazy("Deleted articles")
    header_icon = "bin"
    index_url_name = "feedback_community_kb:deleted"
    index_results_url_name = "feedback_community_kb:deleted_results"
    default_ordering = "-deleted_at"
    any_permission_required = None
    permission_policy = None
    columns = [
        WideTitleColumn(
            "title",
            label=gettext_lazy("Title"),
            get_url=lambda record: reverse("feedback_community_kb:recover", args=[record.pk]),
        ),
        Column("locale", label=gettext_lazy("Language")),
        Column("version_count", label=gettext_lazy("Versions")),
        DateColumn("deleted_at", label=gettext_lazy("Deleted")),
    ]

    def get_base_queryset(self) -> QuerySet[ArticleRecord]:
        writes = any(can_add_to(self.request.user, section) for section in all_sections())
        gone = ArticleRecord.objects.filter(page=None, deleted_at__isnull=False, version_count__gt=0)
        return gone.order_by("-deleted_at") if writes else gone.none()


def all_sections() -> list[Any]:
    return [section for model in section_models() for section in model.objects.order_by("path")[:300]]


class RecoverForm(forms.Form):
    section = forms.ChoiceField(label=gettext_lazy("Section"))

    def __init__(self, *args: Any, sections: list[Any], old: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"section": str(old.pk) if old is not None else ""}
        super().__init__(*args, **kwargs)
        choices = [(str(section.pk), section.get_admin_display_title()) for section in sections]
        self.fields["section"].choices = choices  # type: ignore[attr-defined]


class RecoverView(AskView):
    page_title = gettext_lazy("Recover an article")
    header_icon = "resubmit"
    form_class = RecoverForm
    lead = gettext_lazy("It comes back as a draft, with its versions and its sources.")
    submit = gettext_lazy("Recover it")

    @cached_property
    def record(self) -> ArticleRecord:
        gone = ArticleRecord.objects.filter(page=None, version_count__gt=0)
        record = get_object_or_404(gone, pk=self.kwargs["pk"])
        if not self.sections:
            raise PermissionDenied
        return record

    @cached_property
    def sections(self) -> list[Any]:
        return [section for section in all_sections() if can_add_to(self.request.user, section)]

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        return deleted_url(), _("Deleted articles")

    def get_page_subtitle(self) -> str:
        return self.record.title

    def form_arguments(self) -> dict[str, Any]:
        version = self.record.versions.order_by("-number").first()
        old = old_place(kept_of(version)) if version is not None else None
        return {"sections": self.sections, "old": old}

    def perform(self, form: forms.Form) -> tuple[str, str]:
        chosen = next(s for s in self.sections if str(s.pk) == form.cleaned_data["section"])
        page = recover_article(self.record, by=self.request.user, section=chosen)
        return _("The article is back as a draft."), edit_url(page)


class RedactForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Words to take out"),
        help_text=gettext_lazy("Exactly as they stand, for instance a name or a number."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason, for the log"), required=False)


class RedactView(AskView):
    right = REDACT
    page_title = gettext_lazy("Take words out of all versions")
    header_icon = "cross"
    form_class = RedactForm
    lead = gettext_lazy(
        "The words go from the page, its drafts, every version, the log and the search."
        " This cannot be undone."
    )
    submit = gettext_lazy("Take them out for good")
    is_danger = True

    @cached_property
    def record(self) -> ArticleRecord:
        return get_object_or_404(ArticleRecord, pk=self.kwargs["pk"])

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        page = self.record.page
        return (edit_url(page), self.record.title) if page is not None else (deleted_url(), self.record.title)

    def get_page_subtitle(self) -> str:
        return self.record.title

    def perform(self, form: forms.Form) -> tuple[str, str]:
        count = redact_article(self.record, by=self.request.user, **form.cleaned_data)
        if not count:
            return _("These words stand nowhere in the article."), self.request.path
        message = ngettext("Taken out at %(count)d place.", "Taken out at %(count)d places.", count)
        return message % {"count": count}, self.back[0]
