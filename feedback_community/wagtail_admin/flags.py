"""Flagged posts: one row for each post with open flags, the heaviest first."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community import limits
from feedback_community.actions.flags import confirm_flags, dismiss_flags, flags_of
from feedback_community.enums import ModerationState
from feedback_community.exceptions import CommunityError
from feedback_community.models import Flag, FlagReason
from feedback_community.people import author_name, name_of
from feedback_community.wagtail_admin.base import (
    TEMPLATES,
    CountedMenuMixin,
    ListViewSet,
    RowPagedMixin,
)
from feedback_community.wagtail_admin.configuration import ConfigurationViewSet
from feedback_community.wagtail_admin.forms import DecisionForm
from feedback_community.wagtail_admin.held_posts import place_of
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, moderated_forums
from feedback_community.wagtail_admin.suspensions import person_acts


def open_flags(user: Any) -> QuerySet[Flag]:
    """The first open flag of each post that this person may decide on, with the weight of all."""
    flags = Flag.objects.filter(decision="", topic__forum__in=[f.pk for f in moderated_forums(user)])
    # Coalesced, because an empty answer (the topic itself) equals nothing in SQL.
    flags = flags.annotate(post=Coalesce("answer", Value(0)))
    same = Flag.objects.annotate(post=Coalesce("answer", Value(0))).filter(
        topic=OuterRef("topic"), post=OuterRef("post"), decision=""
    )
    total = same.order_by().values("topic").annotate(total=Sum("weight")).values("total")
    first = flags.filter(~Exists(same.filter(pk__lt=OuterRef("pk"))))
    rows = first.annotate(total=Subquery(total, output_field=FloatField()))
    return rows.select_related("topic__forum__site", "topic__author__user", "answer__author__user", "reason")


def decide_url(row: Flag) -> str:
    return reverse("feedback_community_flags:decide", args=[row.pk])


class FlagIndexView(RoomCheckedMixin, RowPagedMixin, IndexView):
    room = Flag
    page_title = gettext_lazy("Flagged posts")

    def get_base_queryset(self) -> QuerySet[Flag]:
        return open_flags(self.request.user).order_by(F("total").desc(), "pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("topic", label=_("Topic"), accessor="topic.title", get_url=decide_url, width="30%"),
            Column(
                "text",
                label=_("Text"),
                accessor=lambda row: row.content.excerpt,
                classname="community-text",
            ),
            Column("author", label=_("Author"), accessor=lambda row: author_name(row.content, to_staff=True)),
            Column("reason", label=_("Reason"), accessor="reason"),
            Column("total", label=_("Weight"), accessor=lambda row: f"{row.total:g}"),
            BooleanColumn(
                "hidden",
                label=_("Hidden"),
                accessor=lambda row: row.content.state == ModerationState.REMOVED,
            ),
            DateColumn("created_at", label=_("Since")),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("flagged posts")


class FlagDecideView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The post, who reported it and why, and the two ways to decide."""

    room = Flag
    template_name = f"{TEMPLATES}/flag_decide.html"
    page_title = gettext_lazy("Flagged post")
    header_icon = "warning"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        row = open_flags(request.user).filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Http404
        self.row = row
        self.form = DecisionForm(request.POST or None)
        self.form.fields["reason"].help_text = _("Everybody reads it in the place of the post.")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("feedback_community_flags:index"), "label": _("Flagged posts")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.decide())
        except CommunityError as problem:
            self.form.add_error("reason", problem.message)
            return self.render_to_response(self.get_context_data(**kwargs))
        return redirect("feedback_community_flags:index")

    def decide(self) -> str:
        content, user = self.row.content, self.request.user
        if self.request.POST.get("decision") == "dismiss":
            dismiss_flags(content, by=user)
            return _("The post is in order and public.")
        self.form.is_valid()
        confirm_flags(content, by=user, reason=self.form.cleaned_data.get("reason", ""))
        return _("The post is removed; a note with your reason stays in its place.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.row.content
        flags = flags_of(content).filter(decision="").select_related("by__user", "reason").order_by("pk")
        return super().get_context_data(
            row=self.row,
            content=content,
            kind=_("Answer") if self.row.answer_id else self.row.topic.get_topic_type_display(),
            place=place_of(content),
            author=author_name(content, to_staff=True),
            person_acts=person_acts(content.author, self.request.user),
            flags=[(name_of(flag.by), flag) for flag in flags],
            is_hidden=content.state == ModerationState.REMOVED,
            form=self.form,
            media=self.form.media,
            **kwargs,
        )


class FlagViewSet(CountedMenuMixin, ListViewSet):
    model = Flag
    name = "feedback_community_flags"
    url_prefix = "community/flags"
    icon = "warning"
    menu_label = gettext_lazy("Flagged posts")
    menu_order = 110
    list_per_page = 50
    index_view_class = FlagIndexView

    def waiting_count(self, user: Any) -> str:
        count = len(open_flags(user).order_by().values_list("pk")[: limits.HELD_COUNT])
        return str(count) if count else ""

    def get_urlpatterns(self) -> list[URLPattern]:
        decide = self.construct_view(FlagDecideView)
        return [*super().get_urlpatterns(), path("<int:pk>/", decide, name="decide")]


class FlagReasonViewSet(ConfigurationViewSet):
    """The reasons that readers may choose."""

    model = FlagReason
    name = "feedback_community_flag_reasons"
    url_prefix = "community/flag-reasons"
    icon = "list-ul"
    menu_label = gettext_lazy("Reasons of flags")
    menu_order = 560
    sort_order_field = "position"
    list_display = ("__str__", "slug", "is_active")
    edit_handler = ObjectList([FieldPanel("slug"), FieldPanel("label"), FieldPanel("is_active")])
