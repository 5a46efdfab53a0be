"""The history of an article: its versions, any one, any two side by side. Reached through the page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from feedback_community.kb.articles import is_article, versions_of
from feedback_community.kb.comparing import compare_kept
from feedback_community.kb.content import page_from
from feedback_community.kb.kept import kept_of
from feedback_community.kb.models import ArticleVersion
from feedback_community.kb.permissions import can_edit, can_read_history
from feedback_community.kb.web.versions import find_version, number_in, read_history, visible_sources
from feedback_community.web.base import CommunityView

TEMPLATES = "feedback_community_kb/versions"


class HistoryBase(CommunityView):
    """Wagtail has found the page and asked its view restrictions. Nothing here is for search engines, and no
    shared cache keeps it: text that is taken out of the versions would stay there."""

    section = "knowledge_base"
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_read_history(request.user, self.article):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, private=True)
        return response

    @property
    def article(self) -> Any:
        return self.kwargs["page"]

    @cached_property
    def may_edit(self) -> bool:
        return self.request.user.is_authenticated and can_edit(self.request.user, self.article)

    def version(self, number: int | None) -> ArticleVersion:
        found = find_version(self.article, number)
        if found is None:
            raise Http404
        return found

    def show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        url = self.article.get_url(self.request) or ""
        common = {"article": self.article, "page_url": url, "history_url": f"{url}v/", "robots": "noindex"}
        return self.page(f"{TEMPLATES}/{template}.html", {**common, "may_edit": self.may_edit, **context})


class VersionsView(HistoryBase):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        history = read_history(self.article, below=number_in(request.GET.get("below")))
        title = _("History of “%(title)s”") % {"title": self.article.title}
        return self.show("list", {"history": history, "page_title": title})


class VersionView(HistoryBase):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = self.version(self.kwargs["number"])
        current = versions_of(self.article).order_by("-number").first()
        kept = kept_of(version)
        shown = page_from(self.article, kept.content) if is_article(self.article) else self.article
        label = _("version %(label)s") % {"label": version.label}
        return self.show(
            "version",
            {
                "version": version,
                "is_current": current is not None and current.pk == version.pk,
                "current": current,
                "shown": shown,
                "sources": visible_sources(kept, user=request.user, site=self.site),
                "page_title": f"{version.title} – {label}",
            },
        )


class CompareView(HistoryBase):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        numbers = [number_in(request.GET.get(name)) for name in ("a", "b")]
        older, newer = sorted((self.version(number) for number in numbers), key=lambda v: v.number)
        comparison = compare_kept(self._readable(older), self._readable(newer))
        return self.show(
            "compare",
            {
                "older": older,
                "newer": newer,
                "comparison": comparison,
                "inline": request.GET.get("view") == "inline",
                "only_changes": request.GET.get("all") != "1",
                "page_title": _("What changed in “%(title)s”") % {"title": self.article.title},
            },
        )

    def _readable(self, version: ArticleVersion) -> Any:
        """Sources as far as this reader may see them: the history tells no more than the page."""
        kept = kept_of(version)
        topics = visible_sources(kept, user=self.request.user, site=self.site)
        kept.sources[:] = [{"title": topic.title} for topic in topics]
        return kept
