"""Articles and the site's other pages in the community's one index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages, get_supported_content_language_variant
from wagtail.models import Site

from feedback_community.kb.articles import article_models, is_article
from feedback_community.kb.models.record import PAGE_MODEL
from feedback_community.kb.models.source import ArticleSource
from feedback_community.kb.page_texts import searched_models, text_of
from feedback_community.kb.restrictions import (
    GROUPS,
    LOGIN,
    Closed,
    closed_branches,
    is_open,
    reader_of,
    restrictions_on,
)
from feedback_community.markup import shorten
from feedback_community.search.documents import Document
from feedback_community.search.foreign import Hit
from feedback_community.search.languages import languages_of

ARTICLE, PAGE = "article", "page"
#: What an article counts beside a topic: an editor wrote it for many. More with readers who found it helpful,
#: no more than a topic when they did not.
WORTH, MOST, FEW_VOTES = 1.2, 1.4, 5
EXCERPT = 200


def page_model() -> Any:
    return apps.get_model(PAGE_MODEL)


def searched_pages() -> Any:
    """Live pages with text. An alias has the text of its source, which is there already."""
    types = ContentType.objects.get_for_models(*searched_models(), for_concrete_models=True).values()
    return page_model().objects.live().filter(content_type__in=types, alias_of=None)


def indexable_pages() -> Any:
    return searched_pages().select_related("locale", "feedback_community_record").specific()


def document_of(page: Any, sites: Mapping[int, Site], closed: Sequence[Closed]) -> Document:
    """What the index holds of a page fetched by `indexable_pages`."""
    model = page_model()._meta
    restrictions = restrictions_on(page.path, closed)
    homes = [sites[pk] for pk in site_ids_of(page.url_path) if pk in sites]
    return Document(
        app_label=model.app_label,
        model_name=str(model.model_name),
        pk=page.pk,
        title=page.title,
        body=text_of(page),
        answers="",
        scopes=_scopes_of(page, homes, restrictions),
        is_public=not restrictions,
        languages=languages_of(homes[0].hostname if homes else ""),
        created_at=page.last_published_at or page.first_published_at or timezone.now(),
        facets={"kind": [ARTICLE if is_article(page) else PAGE]},
        worth=worth_of(page),
    )


def worth_of(page: Any) -> float:
    if not is_article(page):
        return 1.0
    record = getattr(page, "feedback_community_record", None)
    votes = record.helpful_count + record.unhelpful_count if record else 0
    if record is None or votes < FEW_VOTES:
        return WORTH
    return 1.0 + (MOST - 1.0) * float(record.helpful_count / votes)


def site_ids_of(url_path: str) -> list[int]:
    """Sites whose tree the page is in: that with the deepest root, and others that share it."""
    roots = [root for root in Site.get_site_root_paths() if url_path.startswith(root.root_path)]
    deepest = max((len(root.root_path) for root in roots), default=0)
    return sorted({root.site_id for root in roots if len(root.root_path) == deepest})


def all_sites() -> dict[int, Site]:
    return {site.pk: site for site in Site.objects.all()}


def _scopes_of(page: Any, homes: Iterable[Site], restrictions: Sequence[Closed]) -> list[str]:
    """One word for each site and kind of reader. Behind a password: none, nobody is to find it."""
    kinds = {branch.kind for branch in restrictions}
    if kinds - {LOGIN, GROUPS}:
        return []
    starts = [_start(site, page.locale.language_code) for site in homes]
    groups = sorted({pk for branch in restrictions for pk in branch.groups})
    if GROUPS in kinds:
        return [f"{start}g{pk}" for start in starts for pk in groups]
    return [f"{start}in" for start in starts] if kinds else starts


def _start(site: Site, language: str) -> str:
    return f"w{site.pk}{language.lower().replace('-', '')}x"


def below_roots_of(site: Site) -> Q:
    """The tree of each language has a root of its own. Wagtail keeps them in its cache."""
    roots = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
    return reduce(or_, (Q(url_path__startswith=root) for root in roots), Q(pk__in=[]))


class PageDocuments:
    """The plug of the hook `register_feedback_search_documents`."""

    @property
    def model(self) -> str:
        return str(page_model()._meta.label_lower)

    def kinds(self) -> list[tuple[str, Any]]:
        return [(ARTICLE, _("Articles")), (PAGE, _("Pages"))]

    def scopes(self, user: Any, site: Site) -> list[str]:
        reader = reader_of(user)
        starts = [_start(site, language) for language in _languages()]
        ends = [""] + (["in"] if reader.signed_in else []) + [f"g{pk}" for pk in sorted(reader.groups)]
        return [start + end for start in starts for end in ends]

    def visible(self, pks: Sequence[int], *, user: Any, site: Site) -> set[int]:
        return {pk for pk, _path in self._allowed(pks, user, site)}

    def fetch(self, pks: Sequence[int], *, user: Any, site: Site, with_texts: bool) -> dict[int, Hit]:
        allowed = [pk for pk, _path in self._allowed(pks, user, site)]
        if not allowed:
            return {}
        pages = page_model().objects.filter(pk__in=allowed).specific()
        sources = _sources_of(allowed)
        return {
            page.pk: self._hit(page, site, sources.get(page.pk, ()), with_texts=with_texts) for page in pages
        }

    def search(
        self, words: Sequence[str], *, kind: str, user: Any, site: Site, limit: int
    ) -> list[tuple[int, str]]:
        """By title, because the texts lie in as many tables as there are page types."""
        if not words:
            return []
        pages = self._on(site).filter(reduce(or_, (Q(title__icontains=word) for word in words)))
        if kind:
            articles = Q(content_type__in=_article_types())
            pages = pages.filter(articles if kind == ARTICLE else ~articles)
        closed = closed_branches()
        reader = reader_of(user, closed)
        rows = pages.order_by("-last_published_at", "-pk").values_list("pk", "title", "path")[:limit]
        return [(pk, title) for pk, title, path in rows if is_open(path, closed, reader)]

    def _allowed(self, pks: Sequence[int], user: Any, site: Site) -> list[tuple[int, str]]:
        rows = list(self._on(site).filter(pk__in=pks).values_list("pk", "path"))
        if not rows:
            return []
        closed = closed_branches()
        reader = reader_of(user, closed)
        return [(pk, path) for pk, path in rows if is_open(path, closed, reader)]

    def _on(self, site: Site) -> QuerySet[Any]:
        """Live pages of this site, in the reader's language."""
        pages = searched_pages().filter(locale__language_code__in=_languages())
        return pages.filter(below_roots_of(site))  # type: ignore[no-any-return]

    def _hit(self, page: Any, site: Site, sources: Iterable[int], *, with_texts: bool) -> Hit:
        body = text_of(page) if with_texts else ""
        summary = getattr(page, "summary", "") or getattr(page, "search_description", "")
        return Hit(
            key=(self.model, page.pk),
            title=page.title,
            url=page.get_url(current_site=site) or "",
            kind=str(_("Article") if is_article(page) else _("Page")),
            excerpt=shorten(summary, EXCERPT) if summary else "",
            body=body,
            changed_at=page.last_published_at,
            answers=frozenset(sources),
        )


def _sources_of(pages: Sequence[int]) -> dict[int, list[int]]:
    """The topics that each page was made from."""
    rows = ArticleSource.objects.filter(article__page__in=pages, topic__isnull=False)
    found: dict[int, list[int]] = {}
    for page, topic in rows.values_list("article__page", "topic"):
        found.setdefault(page, []).append(topic)
    return found


def _article_types() -> list[ContentType]:
    return list(ContentType.objects.get_for_models(*article_models()).values())


def _languages() -> list[str]:
    """The reader's language; all of them where the site does not tell its pages' languages apart."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return list(get_content_languages())
    try:
        return [get_supported_content_language_variant(get_language() or settings.LANGUAGE_CODE)]
    except LookupError:
        return [settings.LANGUAGE_CODE]
