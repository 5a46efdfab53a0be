"""Articles in lists: most helpful, newly updated, by section. Only what this person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet

from feedback_community.kb.articles import article_models, section_models
from feedback_community.kb.documents import page_model
from feedback_community.kb.restrictions import closed_around, closed_branches, reader_of

#: Articles of a short list, of a section on the home page, and of a page of a section.
SHORT, OF_SECTION, OF_PAGE = 5, 5, 50
#: Articles and sections that the home page looks at.
MOST = 1_000
RECORD = "feedback_community_record"
ORDERS = {
    "helpful": (F(f"{RECORD}__helpful_count").desc(nulls_last=True), "-last_published_at", "-pk"),
    "updated": ("-last_published_at", "-pk"),
    "tree": ("path",),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section of the home page with its first articles."""

    section: Any
    articles: Sequence[Any]
    count: int


class Shelves:
    """One reader's view of the knowledge base; restrictions are read once."""

    def __init__(self, user: Any, page: Any = None) -> None:
        closed = closed_branches() if page is None else closed_around(page)
        reader = reader_of(user, closed)
        self.closed = [branch.path for branch in closed if not branch.lets_in(reader)]
        #: Closed to somebody, if not to this reader.
        self.not_public = [branch.path for branch in closed]

    def open(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """Live, and not closed to this reader."""
        pages = pages.filter(live=True)
        if self.closed:
            pages = pages.exclude(reduce(or_, (Q(path__startswith=path) for path in self.closed)))
        return pages

    def is_public(self, page: Any) -> bool:
        return not any(page.path.startswith(path) for path in self.not_public)

    def is_open(self, page: Any) -> bool:
        return page.live and not any(page.path.startswith(path) for path in self.closed)

    def articles(self, root: Any, order: str = "updated") -> QuerySet[Any]:
        """Of all article types, as base pages, below a page."""
        types = [model._meta.concrete_model for model in article_models()]
        below = page_model().objects.type(*types).filter(path__startswith=root.path)
        return self.open(below).order_by(*ORDERS[order])

    def sections(self, parent: Any) -> list[Any]:
        """With their introductions, in the editors' order."""
        found: list[Any] = []
        for model in section_models():
            found += self.open(model.objects.child_of(parent))[:MOST]
        return sorted(found, key=lambda page: page.path)

    def shelves(self, root: Any) -> list[Shelf]:
        sections = self.sections(root)
        fields = ("title", "path", "url_path", "slug", "depth", "locale")
        articles = list(self.articles(root, "helpful").only(*fields)[:MOST])
        shelves = []
        for section in sections:
            own = [article for article in articles if article.path.startswith(section.path)]
            shelves.append(Shelf(section, own[:OF_SECTION], len(own)))
        return shelves


def with_summaries(pages: Sequence[Any]) -> list[Any]:
    """The same pages as articles, in the same order; one query for each type."""
    specific: dict[int, Any] = {}
    ids = [page.pk for page in pages]
    for model in article_models():
        for article in model.objects.filter(pk__in=ids).select_related(RECORD).defer("body"):
            specific[article.pk] = article
    return [specific[pk] for pk in ids if pk in specific]
