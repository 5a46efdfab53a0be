"""Page types for a site whose base page model is Wagtail's own."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from feedback_community.kb.mixins import ArticleMixin, KnowledgeBaseMixin, SectionMixin


class KnowledgeBasePage(KnowledgeBaseMixin, Page):  # type: ignore[django-manager-missing]
    """The root of a knowledge base; one in each language."""

    template = KnowledgeBaseMixin.kb_template
    content_panels: ClassVar[list] = [*Page.content_panels, *KnowledgeBaseMixin.kb_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, *KnowledgeBaseMixin.kb_search_fields]
    subpage_types: ClassVar[list[str]] = ["feedback_community_kb_pages.SectionPage"]

    class Meta:
        verbose_name = _("knowledge base")
        verbose_name_plural = _("knowledge bases")


class SectionPage(SectionMixin, Page):  # type: ignore[django-manager-missing]
    """Holds articles, and sections below it."""

    template = SectionMixin.kb_template
    content_panels: ClassVar[list] = [*Page.content_panels, *SectionMixin.kb_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, *SectionMixin.kb_search_fields]
    parent_page_types: ClassVar[list[str]] = [
        "feedback_community_kb_pages.KnowledgeBasePage",
        "feedback_community_kb_pages.SectionPage",
    ]
    subpage_types: ClassVar[list[str]] = [
        "feedback_community_kb_pages.SectionPage",
        "feedback_community_kb_pages.ArticlePage",
    ]

    class Meta:
        verbose_name = _("section of the knowledge base")
        verbose_name_plural = _("sections of the knowledge base")


class ArticlePage(ArticleMixin, Page):  # type: ignore[django-manager-missing]
    """An article."""

    template = ArticleMixin.kb_template
    content_panels: ClassVar[list] = [*Page.content_panels, *ArticleMixin.kb_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, *ArticleMixin.kb_search_fields]
    parent_page_types: ClassVar[list[str]] = ["feedback_community_kb_pages.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
