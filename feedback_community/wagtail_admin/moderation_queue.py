"""The queue of held posts: oldest first, only those of the forums that the person moderates."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community import limits
from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.enums import HoldReason, TrustLevel
from feedback_community.exceptions import CommunityError
from feedback_community.models import Forum, ModerationItem
from feedback_community.people import author_name
from feedback_community.querysets.moderation import ModerationItemQuerySet
from feedback_community.wagtail_admin.base import (
    TEMPLATES,
    BoundedPaginator,
    CountedMenuMixin,
    ListViewSet,
)
from feedback_community.wagtail_admin.forms import DecisionForm
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, moderated_forums
from feedback_community.wagtail_admin.suspensions import person_acts

SEARCHED = ("topic__title", "topic__body", "answer__body")
#: Long texts of the joined rows that a list does not print.
UNPRINTED = tuple(f"{noun}__{name}" for noun in ("topic", "answer") for name in ("body_html", "body_text"))


def pending_items(user: Any) -> ModerationItemQuerySet:
    """What this person may decide on. The one query behind the list, the page and the bulk actions."""
    items = ModerationItem.objects.pending().in_forums([forum.pk for forum in moderated_forums(user)])
    return items.select_related("topic__forum__site", "topic__author__user", "answer__author__user")


def searched(items: ModerationItemQuerySet, words: str) -> ModerationItemQuerySet:
    """Those whose title or text contains the words. A held answer is not found by its topic's text."""
    if not words:
        return items
    of_topic = Q(answer=None) & (Q(topic__title__icontains=words) | Q(topic__body__icontains=words))
    of_answer = Q(answer__body__icontains=words) | Q(answer__isnull=False, topic__title__icontains=words)
    return items.filter(of_topic | of_answer)


def moderated_for(request: HttpRequest | None) -> QuerySet[Forum]:
    """The choices of the filter by forum."""
    user = getattr(request, "user", None)
    return Forum.objects.with_ids([forum.pk for forum in moderated_forums(user)])


class ModerationFilterSet(WagtailFilterSet):
    forum = django_filters.ModelChoiceFilter(
        field_name="topic__forum", queryset=moderated_for, label=gettext_lazy("Forum")
    )
    reason = django_filters.ChoiceFilter(choices=HoldReason.choices, label=gettext_lazy("Held because"))

    kind = django_filters.ChoiceFilter(
        choices=(("topic", gettext_lazy("Topic")), ("answer", gettext_lazy("Answer"))),
        method="by_kind",
        label=gettext_lazy("Kind"),
    )
    trust = django_filters.ChoiceFilter(
        choices=TrustLevel.choices, method="by_author", label=gettext_lazy("Trust level of the author")
    )
    author = django_filters.CharFilter(method="by_author", label=gettext_lazy("Handle of the author"))

    class Meta:
        model = ModerationItem
        fields = ("forum", "reason", "kind", "trust", "author")

    def by_kind(self, items: ModerationItemQuerySet, name: str, value: str) -> ModerationItemQuerySet:
        return items.filter(answer__isnull=value == "topic")

    def by_author(self, items: ModerationItemQuerySet, name: str, value: str) -> ModerationItemQuerySet:
        lookup = {"trust": "trust", "author": "handle"}[name]
        wanted = value.strip().lstrip("@").lower()
        of_topic = Q(**{f"topic__author__{lookup}": wanted}, answer=None)
        return items.filter(of_topic | Q(**{f"answer__author__{lookup}": wanted}))


def title_of(item: ModerationItem) -> str:
    return item.topic.title


def excerpt_of(item: ModerationItem) -> str:
    return item.content.excerpt


def kind_of(item: ModerationItem) -> str:
    return _("Answer") if item.answer_id else item.topic.get_topic_type_display()


def author_of(item: ModerationItem) -> str:
    return author_name(item.content, to_staff=True)


def decide_url(item: ModerationItem) -> str:
    return reverse("feedback_community_moderation:decide", args=(item.pk,))


class ModerationQueueView(RoomCheckedMixin, IndexView):
    room = ModerationItem
    template_name = f"{TEMPLATES}/moderation_index.html"
    page_title = gettext_lazy("Moderation queue")
    filterset_class = ModerationFilterSet
    search_fields = SEARCHED
    paginator_class = BoundedPaginator

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
                get_url=decide_url,
                get_title_id=lambda item: f"held-post_{item.pk}_title",
            ),
            Column("kind", label=_("Kind"), accessor=kind_of),
            Column("text", label=_("Text"), accessor=excerpt_of),
            Column("forum", label=_("Forum"), accessor="topic.forum"),
            Column("author", label=_("Author"), accessor=author_of),
            Column("reason", label=_("Held because"), accessor="get_reason_display"),
            DateColumn("created_at", label=_("Since")),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("held posts")


class DecideView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One held post in full, to approve or to reject with a reason."""

    room = ModerationItem
    template_name = f"{TEMPLATES}/moderation_decide.html"
    page_title = gettext_lazy("Held post")
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        item = pending_items(request.user).filter(pk=kwargs["pk"]).first()
        if item is None:
            raise Http404
        self.item = item
        self.form = DecisionForm(request.POST or None)

    def get_page_subtitle(self) -> str:
        return self.item.topic.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("feedback_community_moderation:index"), "label": _("Moderation queue")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, queue, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            changed, message = self.decide()
        except CommunityError as problem:
            self.form.add_error("reason", problem.message)
            return self.render_to_response(self.get_context_data(**kwargs))
        if changed:
            messages.success(request, message)
        else:
            messages.warning(request, _("Somebody decided on this post in the meantime."))
        return redirect("feedback_community_moderation:index")

    def decide(self) -> tuple[bool, str]:
        user = self.request.user
        if self.request.POST.get("decision") == "approve":
            return approve_content(self.item, moderator=user), _("The post is published.")
        self.form.is_valid()
        reason = self.form.cleaned_data.get("reason", "")
        message = _("The post is rejected; its author reads the reason.")
        return reject_content(self.item, moderator=user, reason=reason), message

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.item.content
        return super().get_context_data(
            item=self.item,
            content=content,
            form=self.form,
            kind=kind_of(self.item),
            author=author_name(content, to_staff=True),
            person_acts=person_acts(content.author, self.request.user),
            media=self.form.media,
            **kwargs,
        )


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
