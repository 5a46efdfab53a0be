"""A host's own page types with the mixins, a column of its own and its own set of blocks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from feedback_community.kb.blocks import article_blocks
from feedback_community.kb.mixins import ArticleMixin, KnowledgeBaseMixin, SectionMixin


class HostPage(Page):
    """What all pages of the host have."""

    campaign = models.CharField(max_length=50, blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("campaign")]

    class Meta:
        abstract = True


class HelpHome(KnowledgeBaseMixin, HostPage):
    template = KnowledgeBaseMixin.kb_template
    content_panels: ClassVar[list] = [*HostPage.content_panels, *KnowledgeBaseMixin.kb_panels]


class HelpSection(SectionMixin, HostPage):
    template = SectionMixin.kb_template
    content_panels: ClassVar[list] = [*HostPage.content_panels, *SectionMixin.kb_panels]


class HelpArticle(ArticleMixin, HostPage):
    body = StreamField([*article_blocks(), ("price", blocks.CharBlock())], blank=True)

    template = ArticleMixin.kb_template
    content_panels: ClassVar[list] = [*HostPage.content_panels, *ArticleMixin.kb_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, *ArticleMixin.kb_search_fields]
