"""What readers' programs and search engines fetch: only what everybody may read, whoever fetches it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.kb.web.access import get_branch_or_404
from feedback_community.kb.web.lists import Shelves, with_summaries
from feedback_community.web.base import CommunityView

#: Addresses in the sitemap; the format allows 50,000.
SITEMAP = 10_000


class ArticleFeedView(CommunityView):
    """Articles as they were last published, of the site or of one section."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        reader = AnonymousUser()
        root: Any = self.site.root_page.localized
        if pk is not None:
            root = get_branch_or_404(pk, user=reader, site=self.site)
        title = _("Articles") if pk is None else root.title
        feed = Atom1Feed(
            title=f"{title} · {self.community_name}",
            link=root.full_url or self.site.root_url,
            description="",
            language=get_language() or "en",
            feed_url=f"{self.site.root_url}{request.path}",
        )
        for page in with_summaries(list(Shelves(reader).articles(root, "updated")[: limits.PAGE_SIZE])):
            feed.add_item(
                title=page.title,
                link=page.full_url,
                unique_id=f"urn:feedback-community:article:{page.pk}",
                description=escape(page.summary),
                pubdate=page.first_published_at,
                updateddate=page.last_published_at,
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


class ArticleSitemapView(CommunityView):
    """The articles. Other pages of the site are in the sitemap that Wagtail offers, these too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        articles = Shelves(AnonymousUser()).articles(self.site.root_page.localized, "updated")
        entries = "\n".join(
            f"<url><loc>{escape(page.full_url)}</loc>"
            f"<lastmod>{page.last_published_at:%Y-%m-%d}</lastmod></url>"
            for page in articles.select_related("locale")[:SITEMAP]
            if page.full_url and page.last_published_at
        )
        xml = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}\n</urlset>\n'
        )
        return HttpResponse(xml, content_type="application/xml; charset=utf-8")
