"""What we show on the pages of the community."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from feedback_community.kb.models import ArticleSource
from feedback_community.kb.permissions import promotes
from feedback_community.models import Topic
from feedback_community.querysets.prepared import Prepared, key
from feedback_community.web.links import get_links

#: Seconds for which the menu of a topic remembers who may make articles.
HINT_SECONDS = 60
#: Articles named beside a topic.
SHOWN = 5
TEMPLATES = "feedback_community_kb/panels"


@dataclass(frozen=True)
class PromoteAction:
    """An entry in the staff's menu of a topic."""

    label: str
    url: str


@dataclass(frozen=True)
class BarItem:
    """An entry in the bar of the community."""

    label: str
    url: str
    icon: str
    section: str


def bar_item() -> BarItem:
    return BarItem(_("Knowledge base"), get_links()["kb_home"], "info", "knowledge_base")


def promote_action(topic: Topic, user: Any) -> PromoteAction | None:
    if not getattr(user, "is_authenticated", False) or not topic.is_published:
        return None
    # A hint that may be a minute old spares each topic page a query; the act itself asks the database.
    may = cache.get_or_set(f"feedback_community_kb.promotes.{user.pk}", lambda: promotes(user), HINT_SECONDS)
    if not may:
        return None
    return PromoteAction(_("Make an article"), reverse("feedback_community:promote_topic", args=[topic.pk]))


@dataclass(frozen=True)
class ArticlePanel:
    """The articles that were made from a topic."""

    articles: list[Any]

    def render_html(self, parent_context: Any = None) -> SafeString:
        return mark_safe(render_to_string(f"{TEMPLATES}/articles.html", {"articles": self.articles}))  # noqa: S308


def _sources(topic: Any) -> QuerySet:
    """Of the topic and of those merged into it."""
    own_or_merged = Q(topic=topic) | Q(topic__merge__survivor=topic)
    return ArticleSource.objects.filter(own_or_merged, article__is_live=True)


#: Asked on every page of a topic; most have none.
_has_articles = Prepared(ArticleSource, lambda: _sources(key("topic")).order_by().values_list("pk")[:1])


def article_panel(topic: Topic, user: Any) -> ArticlePanel | None:
    """Live articles that everybody may read: a panel must not tell of what is restricted."""
    if not _has_articles(topic=topic.pk):
        return None
    sources = _sources(topic.pk).select_related("article__page")
    pages = [source.article.page for source in sources[:SHOWN]]
    seen: dict[int, Any] = {}
    for page in pages:
        if page is not None and page.live and not page.get_view_restrictions().exists():
            seen.setdefault(page.pk, page)
    return ArticlePanel(list(seen.values())) if seen else None
