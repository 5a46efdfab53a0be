"""Acts on many posts: what the bulk actions share, how far an act is, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback_community import limits
from feedback_community.actions import bulk
from feedback_community.exceptions import CommunityError
from feedback_community.models import BulkAct, BulkKind, BulkState
from feedback_community.people import member_of, name_of
from feedback_community.wagtail_admin.base import TEMPLATES, ListViewSet, RowPagedMixin
from feedback_community.wagtail_admin.rights import POLICIES, RoomCheckedMixin

#: Posts named on the page that asks for confirmation, and problems on the page of an act.
NAMED = 50


class WorkedOffMixin:
    """For Wagtail's bulk actions: the rows become a `BulkAct`. A few are changed at once, many by the worker
    while a page shows how far it is."""

    kind: BulkKind
    request: HttpRequest
    next_url: str
    cleaned_form: Any

    def posts(self, objects: Sequence[Any]) -> list[Any]:
        """The topics and answers that the selected rows stand for."""
        return list(objects)

    def data(self) -> dict[str, Any]:
        """What the act needs besides, as plain values."""
        return {}

    def prepare_action(self, objects: Sequence[Any], objects_without_access: Any) -> HttpResponse | None:
        if len(objects) <= limits.BULK_AT_ONCE:
            return None
        act = self.begin(objects)
        bulk.work(act.pk, limit=limits.BULK_AT_ONCE)
        return redirect(progress_url(act))

    def begin(self, objects: Sequence[Any]) -> BulkAct:
        return bulk.start(self.kind, by=self.request.user, contents=self.posts(objects), data=self.data())

    def get_execution_context(self) -> dict[str, Any]:
        return {"action": self}

    @classmethod
    def execute_action(cls, objects: Sequence[Any], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["action"]
        act = action.begin(objects)
        bulk.work(act.pk, limit=len(objects))
        action.warn(act)
        return bulk.progress(act).get(BulkState.DONE, 0), 0

    def warn(self, act: BulkAct) -> None:
        """Why some were left as they were, and the way to undo."""
        for problem, count in problems_of(act):
            left = ngettext(
                "%(count)d left as it was: %(reason)s", "%(count)d left as they were: %(reason)s", count
            )
            messages.warning(self.request, left % {"count": count, "reason": problem})
        undo = messages.button(progress_url(act), _("Look, or undo"))
        messages.info(self.request, _("This can be undone for 30 days."), buttons=[undo])


def progress_url(act: BulkAct) -> str:
    return reverse("feedback_community_bulk:act", args=[act.pk])


def problems_of(act: BulkAct) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for problem in act.rows.exclude(problem="").values_list("problem", flat=True):
        counts[problem] = counts.get(problem, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:NAMED]


def acts_of(user: Any) -> QuerySet[BulkAct]:
    """One's own; all of them for a superuser."""
    acts = BulkAct.objects.select_related("by__user", "member__user", "suspension__forum__site")
    return acts if user.is_superuser else acts.filter(by=member_of(user))


def state_label(act: BulkAct) -> str:
    if act.undo_at is not None:
        return _("Undone") if act.finished_at else _("Being undone")
    return _("Done") if act.finished_at else _("Running")


def is_running(act: BulkAct) -> bool:
    return act.finished_at is None


def person_of(act: BulkAct) -> str:
    return name_of(act.member) if act.member else ""


class BulkIndexView(RoomCheckedMixin, RowPagedMixin, IndexView):
    room = BulkAct
    page_title = gettext_lazy("Acts on many posts")

    def get_base_queryset(self) -> QuerySet[BulkAct]:
        return acts_of(self.request.user).order_by("-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("act", label=_("Act"), accessor="get_kind_display", get_url=progress_url),
            Column("total", label=_("Posts")),
            Column(
                "person", label=_("Of one person"), accessor=lambda act: act.member and name_of(act.member)
            ),
            StatusTagColumn(
                "state", label=_("State"), accessor=state_label, primary=lambda a: not a.finished_at
            ),
            Column("by", label=_("By"), accessor=lambda act: name_of(act.by)),
            DateColumn("created_at", label=_("Started")),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("acts on many posts")


class BulkActView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """How far an act is, what was left as it was, and the button that undoes it."""

    room = BulkAct
    template_name = f"{TEMPLATES}/bulk_act.html"
    header_icon = "tasks"
    page_title = gettext_lazy("Act on many posts")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        act = acts_of(request.user).filter(pk=kwargs["pk"]).first()
        if act is None:
            raise Http404
        self.act: BulkAct = act

    def get_page_subtitle(self) -> str:
        return self.act.get_kind_display()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("feedback_community_bulk:index"), "label": _("Acts on many posts")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, above, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            bulk.undo(self.act, by=request.user)
        except CommunityError as problem:
            messages.error(request, problem.message)
        else:
            bulk.work(self.act.pk, limit=limits.BULK_AT_ONCE)
            messages.success(request, _("It is being undone."))
        return redirect(progress_url(self.act))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        act = self.act
        counts = bulk.progress(act)
        open_state = BulkState.WAITING if act.undo_at is None else BulkState.DONE
        left = 0 if act.finished_at else counts.get(open_state, 0)
        return super().get_context_data(
            act=act,
            state=state_label(act),
            is_running=is_running(act),
            total=act.total,
            through=act.total - left,
            counts=[(state.label, counts[state]) for state in BulkState if counts.get(state)],
            problems=problems_of(act),
            person=person_of(act),
            cannot_undo=bulk.undo_problem(act),
            **kwargs,
        )


class BulkViewSet(ListViewSet):
    model = BulkAct
    name = "feedback_community_bulk"
    url_prefix = "community/bulk"
    icon = "tasks"
    menu_label = gettext_lazy("Acts on many posts")
    menu_order = 130
    list_per_page = 50
    index_view_class = BulkIndexView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", self.construct_view(BulkActView), name="act")]


def check_room(room: type, user: Any, action: str) -> None:
    """Wagtail's bulk actions ask for no right of their own."""
    if not POLICIES[room].user_has_permission(user, action):
        raise PermissionDenied
