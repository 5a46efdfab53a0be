"""What makes a page a knowledge base, a section or an article. Stand before the host's base page class.

`kb.pages` has the concrete types for a site whose base is Wagtail's `Page`; others subclass these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import PageViewRestriction
from wagtail.search import index

from feedback_community.kb import reading
from feedback_community.kb.models.article import ArticleFields, KnowledgeBaseFields, SectionFields
from feedback_community.kb.restrictions import restrictions_of
from feedback_community.kb.views.versions import CompareView, VersionsView, VersionView
from feedback_community.kb.web.layout import layout_context
from feedback_community.kb.web.routing import below

TEMPLATES = "feedback_community_kb"


class InCommunityLayout:
    """The page stands inside the layout of the community, which stands inside the host's."""

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """One query instead of two, which also says what of the lists on the page is closed."""
        return restrictions_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        return {**layout_context(request, self), **context, **reading.context_for(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Personal pages are never kept by a cache."""
        response: HttpResponseBase = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        return response


class ArticleMixin(InCommunityLayout, RoutablePageMixin, ArticleFields):
    kb_template = f"{TEMPLATES}/article.html"
    kb_panels: ClassVar[list] = [
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("change_note"), FieldPanel("significance"), FieldPanel("tell_followers")],
            heading=_("With the next publication"),
            icon="upload",
        ),
        MultiFieldPanel(
            [FieldPanel("article_owner"), FieldPanel("review_interval_days")],
            heading=_("Review"),
            icon="rotate",
            classname="collapsed",
        ),
    ]
    kb_search_fields: ClassVar[list] = [index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    @path("v/", name="versions")
    def show_versions(self, request: HttpRequest) -> HttpResponseBase:
        return VersionsView.as_view()(request, page=self)

    @path("v/compare/", name="compare")
    def show_comparison(self, request: HttpRequest) -> HttpResponseBase:
        return CompareView.as_view()(request, page=self)

    @path("v/<int:number>/", name="version")
    def show_version(self, request: HttpRequest, number: int) -> HttpResponseBase:
        return VersionView.as_view()(request, page=self, number=number)


class SectionMixin(InCommunityLayout, SectionFields):
    kb_template = f"{TEMPLATES}/section.html"
    kb_panels: ClassVar[list] = [FieldPanel("intro"), FieldPanel("topic_tags")]
    kb_search_fields: ClassVar[list] = [index.SearchField("intro")]

    class Meta:
        abstract = True


class KnowledgeBaseMixin(InCommunityLayout, KnowledgeBaseFields):
    if TYPE_CHECKING:
        #: Of the page type beside which it stands.
        url_path: str
        depth: int
        get_descendants: Any

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Straight to the page, instead of two queries for each section on the way."""
        found = below(self.get_descendants(), self.url_path, path_components).first()
        if found is None:
            return super().route(request, path_components)  # type: ignore[misc]
        return found.specific.route(request, path_components[found.depth - self.depth :])

    kb_template = f"{TEMPLATES}/knowledge_base.html"
    kb_panels: ClassVar[list] = [FieldPanel("intro")]
    kb_search_fields: ClassVar[list] = [index.SearchField("intro")]

    class Meta:
        abstract = True
