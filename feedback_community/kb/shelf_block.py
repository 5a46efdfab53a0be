"""A block for the streams of the host's own pages: articles of the knowledge base."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from feedback_community.kb.web.lists import SHORT
from feedback_community.kb.web.shelf import MOST, render_articles

ORDERS = (
    ("helpful", _("Most helpful")),
    ("updated", _("Newly updated")),
    ("tree", _("As the editors arranged them")),
)


class ArticlesBlock(blocks.StructBlock):
    """Add it to a StreamField: `("articles", ArticlesBlock())`."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    section = blocks.PageChooserBlock(
        label=_("Section"), required=False, help_text=_("Empty: the whole knowledge base.")
    )
    order = blocks.ChoiceBlock(label=_("Order"), choices=ORDERS, default="helpful")
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=MOST, default=SHORT)

    class Meta:
        icon = "list-ul"
        label = _("Articles")
        description = _("Links to articles of the knowledge base")

    def render(self, value: Any, context: Any = None) -> Any:
        request = (context or {}).get("request")
        if request is None:
            return ""
        return render_articles(
            request,
            root=value.get("section"),
            order=value.get("order") or "helpful",
            count=value.get("count") or SHORT,
            title=value.get("title") or "",
        )
