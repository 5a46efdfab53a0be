"""The short way from an address to an article, past the pages above it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site

from feedback_community.kb.articles import article_models
from feedback_community.kb.models.record import page_model
from feedback_community.kb.restrictions import bring_none, is_any
from feedback_community.web.sites import site_for


def below(pages: QuerySet[Any], start: str, components: Sequence[str]) -> QuerySet[Any]:
    """Of these pages, those on the way from an address down along the parts of a path, the deepest first."""
    addresses = accumulate(components, lambda path, slug: f"{path}{slug}/", initial=start)
    # An address is in no index, a slug is.
    found = pages.filter(url_path__in=list(addresses)[1:], slug__in=components)
    return found.order_by("-depth")


def route_to_article(request: HttpRequest, path: str) -> Any:
    """What `Page.route_for_request` would find, if that is an article; else None."""
    components = [part for part in path.split("/") if part]
    site = site_for(request) if components else None
    root = root_path_of(site) if site is not None else None
    if root is None:
        return None
    live_root = Exists(page_model().objects.filter(url_path=root, live=True))
    for model in article_models():
        pages = model.objects.filter(live_root).select_related("locale").annotate(closed_branches=is_any())
        page = below(pages, root, components).first()
        if page is not None:
            if not page.closed_branches:
                bring_none(page)
            above = page.url_path[len(root) :].count("/")
            return page.route(request, components[above:])
    return None


def root_path_of(site: Site) -> str | None:
    """Of the tree in the reader's language; None where the site has none in it."""
    roots = [root for root in Site.get_site_root_paths() if root.site_id == site.pk]
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        try:
            language = get_supported_content_language_variant(get_language() or settings.LANGUAGE_CODE)
        except LookupError:
            return None
        roots = [root for root in roots if root.language_code == language]
    return roots[0].root_path if roots else None
