"""The editor of articles: Wagtail's own, with one more side panel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets import Button

from feedback_community.kb.articles import article_models, is_article
from feedback_community.kb.permissions import PROMOTE, REDACT, VERIFY, can_edit, rights_of
from feedback_community.kb.wagtail_admin.base import TEMPLATES
from feedback_community.kb.wagtail_admin.insight import Insight, insight_of


class CommunitySidePanel(BaseSidePanel):
    """Sources and what changed in them, discussions about the page, helpfulness, searches."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle what the community says")
        icon_name = "group"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": self.panel.insight.count}

    name = "community"
    title = _("Community")
    template_name = f"{TEMPLATES}/side_panel.html"
    order = 200

    @cached_property
    def insight(self) -> Insight:
        return insight_of(self.object, user=self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        rights = rights_of(self.request.user)
        may_edit = can_edit(self.request.user, self.object)
        mine = {"may_edit": may_edit, "may_redact": REDACT in rights, "may_promote": PROMOTE in rights}
        may_verify = may_edit and VERIFY in rights and self.insight.version is not None
        return {
            **context,
            "insight": self.insight,
            **mine,
            "may_verify": may_verify,
            "csrf_token": get_token(self.request),
        }


class CommunityEditMixin:
    """For a host's own edit view of articles: stands before Wagtail's `EditView`."""

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]
        if self.expects_json_response:  # type: ignore[attr-defined]
            return panels
        ours = CommunitySidePanel(self.page, self.request)  # type: ignore[attr-defined]
        return MediaContainer(sorted([*panels, ours], key=lambda panel: panel.order))


class ArticleEditView(CommunityEditMixin, EditView):
    pass


class ArticleViewSet(PageViewSet):
    """One for each page type of articles; a host that registers its own uses `CommunityEditMixin`."""

    edit_view_class = ArticleEditView


def community_button(page: Any, user: Any, view_name: str, **kwargs: Any) -> Iterator[Button]:
    """In the menu of an article's header: the way to its sources, in every version of Wagtail."""
    if view_name == "edit" and is_article(page) and can_edit(user, page):
        url = reverse("feedback_community_kb:sources", args=[page.pk])
        yield Button(_("Community"), url, icon_name="group", priority=70)


def article_viewsets() -> list[ArticleViewSet]:
    return [
        ArticleViewSet(f"feedback_community_{model._meta.model_name}", model=model)
        for model in article_models()
    ]
