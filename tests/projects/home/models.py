"""The host's own pages: what a topic can be about."""

from __future__ import annotations

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class HomePage(Page):
    body = RichTextField(blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list] = [*Page.search_fields, index.SearchField("body")]
    template = "home_page.html"
