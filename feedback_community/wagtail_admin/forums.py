"""Forums and statuses: configuration, edited with Wagtail's own forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn, TitleColumn

from feedback_community.actions.ordering import next_position
from feedback_community.actions.rights import PERMISSION
from feedback_community.enums import Right, TopicType
from feedback_community.models import Forum, Status, Topic
from feedback_community.wagtail_admin.configuration import (
    ConfigurationViewSet,
    GuardedDeleteView,
    OrderedIndexView,
)
from feedback_community.wagtail_admin.forum_form import ForumForm, right_field


class ForumIndexView(OrderedIndexView):
    def get_base_queryset(self) -> QuerySet[Forum]:
        return super().get_base_queryset().select_related("site")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Name"), get_url=self.get_edit_url),
            Column("site", label=_("Site"), accessor="site"),
            Column("visibility", label=_("Who may see it"), accessor="get_visibility_display"),
            Column("moderation", label=_("Moderation"), accessor="get_moderation_policy_display"),
            NumberColumn("topics", label=_("Public topics"), accessor="topic_count"),
        ]


class ForumDeleteView(GuardedDeleteView):
    def refusal(self) -> str:
        if not Topic.objects.in_forum(self.object).exists():
            return ""
        message = _("“%(name)s” still has topics. Move them to another forum first, then delete it.")
        return message % {"name": self.object.name}


class ForumViewSet(ConfigurationViewSet):
    model = Forum
    name = "feedback_community_forums"
    url_prefix = "community/forums"
    icon = "folder-open-inverse"
    menu_order = 300
    list_per_page = 100
    sort_order_field = "position"
    list_filter = ("site", "visibility")
    search_fields = ("name", "description")
    index_view_class = ForumIndexView
    delete_view_class = ForumDeleteView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("name"),
                    FieldPanel("site"),
                    FieldPanel("slug"),
                    FieldPanel("description"),
                    FieldPanel("ask_hint"),
                    MultiFieldPanel(
                        [
                            FieldPanel("topic_types"),
                            FieldPanel("statuses", widget=forms.CheckboxSelectMultiple),
                        ],
                        heading=gettext_lazy("What it holds"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("language"), FieldPanel("icon")], heading=gettext_lazy("Appearance")
                    ),
                ],
                heading=gettext_lazy("Forum"),
            ),
            ObjectList(
                [
                    FieldPanel("visibility"),
                    FieldPanel("groups", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("predicate"),
                    MultiFieldPanel(
                        [FieldPanel("guests_vote"), FieldPanel("guests_post")],
                        heading=gettext_lazy("Without an account"),
                    ),
                    FieldPanel("allows_hidden_names"),
                ],
                heading=gettext_lazy("Visibility"),
            ),
            ObjectList(
                [
                    FieldPanel("moderation_policy"),
                    FieldPanel("first_posts"),
                    FieldPanel("hold_links"),
                    FieldPanel("hold_flood"),
                    FieldPanel("watched_words"),
                ],
                heading=gettext_lazy("Moderation"),
            ),
            ObjectList(
                [FieldPanel(right_field(right), permission=PERMISSION) for right in Right],
                heading=gettext_lazy("Rights of groups"),
                permission=PERMISSION,
            ),
        ],
        base_form_class=ForumForm,
    )


class StatusForm(WagtailAdminModelForm):
    topic_types = forms.MultipleChoiceField(
        label=gettext_lazy("Topic types"),
        choices=TopicType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: all types."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Topics, searches and reports go by the kind; only the label is a matter of taste.
            self.fields["site"].disabled = True
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("The kind cannot be changed later.")

    def save(self, commit: bool = True) -> Status:
        if self.instance.pk is None:
            self.instance.position = next_position(Status)
        status: Status = super().save(commit=commit)
        return status


class StatusIndexView(OrderedIndexView):
    def get_base_queryset(self) -> QuerySet[Status]:
        return super().get_base_queryset().select_related("site")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("label", label=_("Label"), accessor=str, get_url=self.get_edit_url),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("site", label=_("Site"), accessor="site"),
            BooleanColumn("on_roadmap", label=_("Shown on the roadmap")),
        ]


class StatusDeleteView(GuardedDeleteView):
    def refusal(self) -> str:
        if not Topic.objects.filter(status=self.object).exists():
            return ""
        message = _("“%(name)s” is the status of some topics. Give them another status first.")
        return message % {"name": self.object}


class StatusViewSet(ConfigurationViewSet):
    model = Status
    name = "feedback_community_statuses"
    url_prefix = "community/statuses"
    icon = "list-ul"
    menu_order = 400
    list_per_page = 100
    sort_order_field = "position"
    list_filter = ("site", "kind")
    index_view_class = StatusIndexView
    delete_view_class = StatusDeleteView
    edit_handler = ObjectList(
        [
            FieldPanel("site"),
            FieldPanel("kind"),
            FieldPanel("label"),
            FieldPanel("topic_types"),
            FieldPanel("on_roadmap"),
        ],
        base_form_class=StatusForm,
    )
