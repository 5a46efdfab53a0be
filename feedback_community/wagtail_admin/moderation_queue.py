"""The queue of held posts: oldest first, only those of the forums that the person moderates."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from feedback_community import limits
from feedback_community.models import ModerationItem
from feedback_community.people import author_name
from feedback_community.querysets.moderation import ModerationItemQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES, CountedMenuMixin, ListViewSet, RowPagedMixin
from feedback_community.wagtail_admin.held_posts import (
    ModerationFilterSet,
    decide_url,
    kept_query,
    kind_of,
    pending_items,
    searched,
)
from feedback_community.wagtail_admin.moderation_decide import DecideView
from feedback_community.wagtail_admin.rights import RoomCheckedMixin

SEARCHED = ("topic__title", "topic__body", "answer__body")
#: Long texts of the joined rows that a list does not print.
UNPRINTED = tuple(f"{noun}__{name}" for noun in ("topic", "answer") for name in ("body_html", "body_text"))


def title_of(item: ModerationItem) -> str:
    return item.topic.title


def excerpt_of(item: ModerationItem) -> str:
    return item.content.excerpt


def author_of(item: ModerationItem) -> str:
    return author_name(item.content, to_staff=True)


class ModerationQueueView(RoomCheckedMixin, RowPagedMixin, IndexView):
    room = ModerationItem
    template_name = f"{TEMPLATES}/moderation_index.html"
    page_title = gettext_lazy("Moderation queue")
    filterset_class = ModerationFilterSet
    search_fields = SEARCHED

    def get_base_queryset(self) -> ModerationItemQuerySet:
        return pending_items(self.request.user).defer(*UNPRINTED).oldest_first()

    def search_queryset(self, queryset: ModerationItemQuerySet) -> ModerationItemQuerySet:
        return searched(queryset, self.search_query)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="held-post"),
            TitleColumn(
                "title",
                label=_("Topic"),
                accessor=title_of,
                width="25%",
                get_url=lambda item: decide_url(item, kept_query(self.request)),
                get_title_id=lambda item: f"held-post_{item.pk}_title",
            ),
            Column("kind", label=_("Kind"), accessor=kind_of),
            Column("text", label=_("Text"), accessor=excerpt_of, classname="community-text"),
            Column("forum", label=_("Forum"), accessor="topic.forum"),
            Column("author", label=_("Author"), accessor=author_of),
            Column("reason", label=_("Held because"), accessor="get_reason_display"),
            DateColumn("created_at", label=_("Since")),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("held posts")


class ModerationViewSet(CountedMenuMixin, ListViewSet):
    model = ModerationItem
    name = "feedback_community_moderation"
    url_prefix = "community/moderation"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Moderation queue")
    menu_order = 100
    list_per_page = 50
    index_view_class = ModerationQueueView

    def waiting_count(self, user: Any) -> str:
        count = len(pending_items(user).order_by().values_list("pk")[: limits.HELD_COUNT])
        if not count:
            return ""
        return f"{limits.HELD_COUNT - 1}+" if count >= limits.HELD_COUNT else str(count)

    def get_urlpatterns(self) -> list[URLPattern]:
        decide = self.construct_view(DecideView)
        return [*super().get_urlpatterns(), path("<int:pk>/", decide, name="decide")]


def waiting_label(count: int, limit: int) -> str:
    """ "3 posts wait for approval", or "99+ posts ..." when the count reached its limit."""
    if count >= limit:
        return _("%(count)d+ posts wait for approval") % {"count": limit - 1}
    message = ngettext("%(count)d post waits for approval", "%(count)d posts wait for approval", count)
    return message % {"count": count}
