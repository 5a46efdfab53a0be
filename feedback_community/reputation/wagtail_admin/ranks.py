"""Ranks, with a preview of who would change; privileges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView

from feedback_community.people import name_of
from feedback_community.reputation import limits
from feedback_community.reputation.actions.ranks import misranked
from feedback_community.reputation.models import Privilege, Rank
from feedback_community.reputation.outbox import RANKS, look_again
from feedback_community.reputation.wagtail_admin.base import TEMPLATES, ConfigurationViewSet


@dataclass(frozen=True)
class Move:
    """People who would come to a rank; `names` are the first of them with their rank of today."""

    rank: str
    people: int
    names: list[tuple[str, str]]

    @property
    def is_more(self) -> bool:
        return self.people >= limits.ADMIN_ROWS


def preview(changed: Rank | None, *, without: Rank | None = None) -> list[Move]:
    """Who would change rank if the table were saved with this rank, or without one."""
    gone = {row.pk for row in (changed, without) if row is not None and row.pk}
    ranks = [rank for rank in Rank.objects.all() if rank.pk not in gone]
    ranks = sorted([*ranks, *([changed] if changed else [])], key=lambda rank: rank.threshold)
    moves = []
    for rank, rows in misranked(ranks):
        people = rows[: limits.ADMIN_ROWS].count()
        if people:
            first = rows.select_related("member__user", "rank").order_by("-points")[: limits.PREVIEW_PEOPLE]
            moves.append(Move(str(rank), people, [(name_of(r.member), str(r.rank or "–")) for r in first]))
    return moves


class RankForm(forms.ModelForm):
    class Meta:
        model = Rank
        fields = ("name", "threshold", "icon", "colour")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("name") and not self.instance.key:
            self.add_error("name", _("Please name the rank."))
        return data


class PreviewedMixin:
    """A second button shows who would change, and saves nothing."""

    template_name = f"{TEMPLATES}/rank_form.html"
    request: HttpRequest

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        if "preview" in self.request.POST:
            rank = form.save(commit=False)
            context = self.get_context_data(form=form, moves=preview(rank), is_preview=True)  # type: ignore[attr-defined]
            return self.render_to_response(context)  # type: ignore[attr-defined,no-any-return]
        return super().form_valid(form)  # type: ignore[misc,no-any-return]

    def save_instance(self) -> Rank:
        rank: Rank = super().save_instance()  # type: ignore[misc]
        look_again({(RANKS, 0)})
        return rank


class RankCreateView(PreviewedMixin, CreateView):
    form_class = RankForm


class RankEditView(PreviewedMixin, EditView):
    form_class = RankForm


class RankDeleteView(DeleteView):
    template_name = f"{TEMPLATES}/rank_delete.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        moves = preview(None, without=self.object)
        return {**super().get_context_data(*args, **kwargs), "moves": moves}

    def delete_action(self) -> None:
        super().delete_action()
        look_again({(RANKS, 0)})


class RankIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Name"), accessor=str, get_url=self.get_edit_url),
            NumberColumn("threshold", label=_("From points")),
            Column("colour", label=_("Colour"), accessor="get_colour_display"),
        ]


class RankViewSet(ConfigurationViewSet):
    model = Rank
    name = "feedback_community_ranks"
    url_prefix = "community/ranks"
    icon = "order-up"
    menu_order = 500
    index_view_class = RankIndexView
    add_view_class = RankCreateView
    edit_view_class = RankEditView
    delete_view_class = RankDeleteView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return RankForm


class PrivilegeIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("right", label=_("Right"), accessor="get_right_display", get_url=self.get_edit_url),
            Column("trust", label=_("From trust level"), accessor="get_trust_display"),
            Column("rank", label=_("From rank"), accessor=lambda row: row.rank or _("Any")),
        ]


class PrivilegeViewSet(ConfigurationViewSet):
    """Which right comes with which trust level and rank."""

    model = Privilege
    name = "feedback_community_privileges"
    url_prefix = "community/privileges"
    icon = "key"
    menu_label = gettext_lazy("Privileges")
    menu_order = 600
    form_fields = ("right", "trust", "rank")
    index_view_class = PrivilegeIndexView
