"""The console: what waits for staff, queue by queue."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from feedback_community.actions.staff import delete_view, save_view
from feedback_community.exceptions import CommunityError
from feedback_community.models import Member, SavedView, Topic
from feedback_community.people import member_of, name_of
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES, CountedMenuMixin, ListViewSet
from feedback_community.wagtail_admin.lenses import DemandLens, lenses, through
from feedback_community.wagtail_admin.queues import (
    DEFAULT,
    QUEUES,
    Queue,
    count_of,
    queue_topics,
    shown_count,
)
from feedback_community.wagtail_admin.rights import RoomCheckedMixin
from feedback_community.wagtail_admin.topics import (
    TopicFilterSet,
    TopicIndexView,
    assignee_of,
    author_of,
    open_for_button,
    status_of,
)

#: Long texts of a row that a queue does not print.
UNPRINTED = ("body", "body_html", "body_text")


def colleagues(request: HttpRequest | None) -> QuerySet[Member]:
    """Whoever looks after something. Few: staff only."""
    return Member.objects.with_user().filter(assignments__isnull=False).distinct().order_by("handle")


class PersonChoiceFilter(django_filters.ModelChoiceFilter):
    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = name_of
        return field


class QueueFilterSet(TopicFilterSet):
    """The queue is a filter like the others, so that searching, sorting and "select all" keep it."""

    queue = django_filters.ChoiceFilter(
        label=gettext_lazy("Queue"),
        choices=[(queue.name, queue.label) for queue in QUEUES.values()],
        method="by_queue",
        empty_label=None,
    )
    assignee = PersonChoiceFilter(
        field_name="assignment__assignee", queryset=colleagues, label=gettext_lazy("Assignee")
    )

    lens = django_filters.ChoiceFilter(label=gettext_lazy("Count votes of"), choices=(), method="by_queue")

    class Meta:
        model = Topic
        fields = ("queue", "topic_type", "forum", "status", "official", "is_private", "assignee", "lens")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = lenses()
        for name in ("state", "unanswered", *(() if found else ("lens",))):
            del self.filters[name]
        if found:
            self.filters["lens"].extra["choices"] = [(lens.name, lens.label) for lens in found.values()]

    def by_queue(self, topics: TopicQuerySet, name: str, value: str) -> TopicQuerySet:
        """Narrowed where the rows are fetched: it decides their order too."""
        return topics


def topics_of(queue: Queue, user: Any) -> TopicQuerySet:
    people = ("author__user", "assignment__assignee__user", "assignment__claimed_by__user")
    return queue_topics(queue, user).select_related("forum__site", "status", *people).defer(*UNPRINTED)


def searched(topics: TopicQuerySet, words: str) -> TopicQuerySet:
    if not words:
        return topics
    return topics.filter(Q(title__icontains=words) | Q(body__icontains=words))


def queue_of(request: HttpRequest) -> Queue:
    return QUEUES.get(request.GET.get("queue", ""), QUEUES[DEFAULT])


class ConsoleView(TopicIndexView):
    template_name = f"{TEMPLATES}/console.html"
    page_title = gettext_lazy("Console")
    filterset_class = QueueFilterSet

    @cached_property
    def queue(self) -> Queue:
        return queue_of(self.request)

    @cached_property
    def lens(self) -> DemandLens | None:
        """Only where ideas are weighed: elsewhere the order says who waits longest."""
        return lenses().get(self.request.GET.get("lens", "")) if self.queue.name == "demand" else None

    def get_base_queryset(self) -> TopicQuerySet:
        topics = topics_of(self.queue, self.request.user)
        return through(self.lens, topics) if self.lens else topics

    def get_page_subtitle(self) -> str:
        return str(self.queue.label)

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching:
            return _("No topic of this queue matches.")
        return _("Nothing waits here. Well done.")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="topic"),
            TitleColumn(
                "title",
                label=_("Title"),
                width="35%",
                get_url=self.bench_url,
                get_title_id=lambda topic: f"topic_{topic.pk}_title",
            ),
            Column("type", label=_("Type"), accessor="get_topic_type_display"),
            Column("forum", label=_("Forum"), accessor="forum"),
            Column("author", label=_("Author"), accessor=author_of),
            Column("status", label=_("Status"), accessor=status_of),
            *([NumberColumn("lens_votes", label=str(self.lens.label))] if self.lens else []),
            NumberColumn("votes", label=_("Votes"), accessor="vote_count", sort_key="vote_count"),
            NumberColumn("answers", label=_("Answers"), accessor="answer_count", sort_key="answer_count"),
            Column("assignee", label=_("Assignee"), accessor=assignee_of),
            DateColumn("last_activity_at", label=_("Last activity"), sort_key="last_activity_at"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [open_for_button()]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.results_only:
            context["tabs"] = [self.tab(queue) for queue in QUEUES.values()]
            context["saved_views"] = SavedView.objects.filter(member=member_of(self.request.user))
            context["current_query"] = self.kept_query()
        context["queue"] = self.queue
        return context

    def tab(self, queue: Queue) -> dict[str, Any]:
        count = count_of(queue, self.request.user)
        url = f"{self.index_url}?{urlencode({'queue': queue.name})}"
        return {"queue": queue, "url": url, "count": shown_count(count), "current": queue is self.queue}

    def bench_url(self, topic: Topic) -> str:
        """The workbench, which knows the way to the next one of the list."""
        kept = self.kept_query()
        query = f"{urlencode({'queue': self.queue.name})}{f'&{kept}' if kept else ''}"
        return f"{reverse('feedback_community_topics:inspect', args=(topic.pk,))}?{query}"

    def kept_query(self) -> str:
        """What a saved view keeps: filters, search and order, not the page."""
        query = self.request.GET.copy()
        for name in ("p", "queue", "export", "_w_filter_fragment"):
            query.pop(name, None)
        return query.urlencode()


class SaveViewView(RoomCheckedMixin, View):
    room = Topic
    room_actions = ("view",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        queue = QUEUES.get(request.POST.get("queue", ""), QUEUES[DEFAULT])
        query = request.POST.get("query", "")
        try:
            view = save_view(
                by=request.user, name=request.POST.get("name", ""), queue=queue.name, query=query
            )
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
        except CommunityError as problem:
            messages.error(request, problem.message)
        return redirect(view_url(queue.name, query))


class DeleteViewView(RoomCheckedMixin, View):
    room = Topic
    room_actions = ("view",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = get_object_or_404(SavedView, pk=pk, member=member_of(request.user))
        delete_view(view)
        messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name})
        return redirect("feedback_community_console:index")


def view_url(queue: str, query: str) -> str:
    rest = f"&{query}" if query else ""
    return f"{reverse('feedback_community_console:index')}?{urlencode({'queue': queue})}{rest}"


class ConsoleViewSet(CountedMenuMixin, ListViewSet):
    model = Topic
    name = "feedback_community_console"
    url_prefix = "community/console"
    icon = "tasks"
    menu_label = gettext_lazy("Console")
    menu_order = 50
    list_per_page = 50
    index_view_class = ConsoleView
    export_filename = "queue"

    def waiting_count(self, user: Any) -> str:
        count = count_of(QUEUES[DEFAULT], user)
        return shown_count(count) if count else ""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("views/", SaveViewView.as_view(), name="save_view"),
            path("views/<int:pk>/delete/", DeleteViewView.as_view(), name="delete_view"),
        ]
