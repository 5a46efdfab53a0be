"""The one door to an article that somebody else may not see: lookup and visibility together."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import get_language
from wagtail.models import Site

from feedback_community.kb.articles import article_models, knowledge_base_models, section_models
from feedback_community.kb.documents import below_roots_of, site_ids_of
from feedback_community.kb.models import ArticleVersion
from feedback_community.kb.web.lists import Shelves


def get_version_or_404(pk: int, *, user: Any, site: Site) -> ArticleVersion:
    """A version of a live article that this person may read on this site."""
    version = ArticleVersion.objects.select_related("article__page").filter(pk=pk).first()
    page = version.article.page if version is not None else None
    if version is None or page is None or not _may_read(page, user, site):
        raise Http404
    return version


def get_branch_or_404(pk: int, *, user: Any, site: Site) -> Any:
    """A knowledge base or a section that this person may read on this site."""
    for model in (*knowledge_base_models(), *section_models(), *article_models()):
        page = model.objects.filter(pk=pk).first()
        if page is not None and _may_read(page, user, site):
            return page
    raise Http404


def home_of(site: Site, *, user: Any) -> Any:
    """The first knowledge base of the site that this person may read, in their language if there is one."""
    roots, shelves = below_roots_of(site), Shelves(user)
    found = [
        page
        for model in knowledge_base_models()
        for page in shelves.open(model.objects.filter(roots).select_related("locale")).order_by("path")
    ]
    language = get_language()
    return min(found, key=lambda page: page.locale.language_code != language, default=None)


def _may_read(page: Any, user: Any, site: Site) -> bool:
    return site.pk in site_ids_of(page.url_path) and Shelves(user).is_open(page)
