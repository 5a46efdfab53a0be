"""Tags, canned replies and rights of groups: short lists, edited with Wagtail's own forms."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from feedback_community.models import CannedReply, CommunityTag, ForumGroupPermission
from feedback_community.wagtail_admin.configuration import ConfigurationViewSet


class TagIndexView(IndexView):
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[CommunityTag]:
        return super().get_base_queryset().annotate(used=Count("tagged_topics"))

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Name"), get_url=self.get_edit_url, sort_key="name"),
            NumberColumn("used", label=_("Topics"), sort_key="used"),
            BooleanColumn("is_staff_only", label=_("Given by staff only")),
        ]


class TagViewSet(ConfigurationViewSet):
    model = CommunityTag
    name = "feedback_community_tags"
    url_prefix = "community/tags"
    icon = "tag"
    menu_order = 500
    list_per_page = 50
    search_fields = ("name",)
    list_filter = ("is_staff_only",)
    index_view_class = TagIndexView
    edit_handler = ObjectList([TitleFieldPanel("name"), FieldPanel("slug"), FieldPanel("is_staff_only")])


class CannedReplyViewSet(ConfigurationViewSet):
    model = CannedReply
    name = "feedback_community_canned_replies"
    url_prefix = "community/canned-replies"
    icon = "openquote"
    menu_order = 550
    list_per_page = 50
    list_display = ("title", "forum", "language")
    list_filter = ("site", "forum", "language")
    search_fields = ("title", "body")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("body"),
            FieldPanel("site"),
            FieldPanel("forum"),
            FieldPanel("language"),
        ]
    )


def forum_of(row: ForumGroupPermission | CannedReply) -> Any:
    return row.forum or _("All forums")


class RightIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[ForumGroupPermission]:
        rows = super().get_base_queryset().select_related("group", "forum")
        return rows.order_by("group__name", "forum__position", "forum__name", "right")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("group", label=_("Group"), accessor="group", get_url=self.get_edit_url),
            Column("right", label=_("Right"), accessor="get_right_display"),
            Column("forum", label=_("Forum"), accessor=forum_of),
        ]


class RightViewSet(ConfigurationViewSet):
    """All rights in one list; those of one forum stand in the forum's form too."""

    model = ForumGroupPermission
    name = "feedback_community_rights"
    url_prefix = "community/rights"
    icon = "key"
    menu_order = 600
    list_per_page = 50
    list_filter = ("group", "forum", "right")
    index_view_class = RightIndexView
    edit_handler = ObjectList(
        [
            HelpPanel(content=gettext_lazy("Leave the forum empty to give the right in all forums.")),
            FieldPanel("group"),
            FieldPanel("right"),
            FieldPanel("forum"),
        ]
    )
