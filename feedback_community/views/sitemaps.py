"""The sitemap of the community: an index, and parts by ranges of keys. Name it in the site's robots.txt."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape

from feedback_community.web.base import CommunityView
from feedback_community.web.feeds import sitemap_parts, sitemap_topics

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class SitemapIndexView(CommunityView):
    def get(self, request: HttpRequest) -> HttpResponse:
        addresses = (reverse("feedback_community:sitemap_part", args=[part]) for part in sitemap_parts())
        entries = (f"<sitemap><loc>{escape(self.site.root_url + url)}</loc></sitemap>" for url in addresses)
        return _answer("sitemapindex", entries)


class SitemapPartView(CommunityView):
    """Topics that everybody may read; the first part has the lists too."""

    def get(self, request: HttpRequest, part: int) -> HttpResponse:
        if part not in sitemap_parts():
            raise Http404
        reader = AnonymousUser()
        lines: list[tuple[str, str]] = []
        if part == 0:
            forums = self.policy.access(reader, self.site).forums.values()
            lists = [self.links["home"], self.links["topics"], self.links["roadmap"]]
            lines = [(url, "") for url in [*lists, *(self.links.forum(forum.slug) for forum in forums)]]
        for pk, slug, changed in sitemap_topics(self.policy.listed_topics(reader, self.site), part):
            lines.append((self.links.topic(pk, slug), changed.date().isoformat()))
        return _answer("urlset", (self._entry(url, changed) for url, changed in lines))

    def _entry(self, url: str, changed: str) -> str:
        lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
        return f"<url><loc>{escape(self.site.root_url + url)}</loc>{lastmod}</url>"


def _answer(root: str, entries: Iterable[str]) -> HttpResponse:
    body = "\n".join(entries)
    xml = f'{HEAD}<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")
