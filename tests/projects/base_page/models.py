"""A host whose base of all pages is its own: Wagtail's `Page` does not exist there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import AbstractPage
from wagtail.search import index

from feedback_community.kb.mixins import ArticleMixin, KnowledgeBaseMixin, SectionMixin


class BasePage(AbstractPage):
    campaign = models.CharField(max_length=50, blank=True)

    content_panels: ClassVar[list] = [*AbstractPage.content_panels, FieldPanel("campaign")]


class PlainPage(BasePage):
    body = models.TextField(blank=True)

    search_fields: ClassVar[list] = [*BasePage.search_fields, index.SearchField("body")]
    template = "home_page.html"


class HelpHome(KnowledgeBaseMixin, BasePage):
    template = KnowledgeBaseMixin.kb_template
    content_panels: ClassVar[list] = [*BasePage.content_panels, *KnowledgeBaseMixin.kb_panels]


class HelpSection(SectionMixin, BasePage):
    template = SectionMixin.kb_template
    content_panels: ClassVar[list] = [*BasePage.content_panels, *SectionMixin.kb_panels]


class HelpArticle(ArticleMixin, BasePage):
    template = ArticleMixin.kb_template
    content_panels: ClassVar[list] = [*BasePage.content_panels, *ArticleMixin.kb_panels]
    search_fields: ClassVar[list] = [*BasePage.search_fields, *ArticleMixin.kb_search_fields]
