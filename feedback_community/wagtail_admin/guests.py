"""Posts of guests that wait for the proof of an address: read only, they are nobody's posts yet."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from feedback_community.enums import Right
from feedback_community.models import GuestProof
from feedback_community.permissions.policy import get_policy
from feedback_community.wagtail_admin.base import ListViewSet, RowPagedMixin
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, moderated_forums

#: Characters of a text that the list prints.
SHOWN = 300
KINDS = {"ask": gettext_lazy("Topic"), "topic_answer": gettext_lazy("Answer")}


def kind_of(proof: GuestProof) -> str:
    return str(KINDS[proof.act])


def text_of(proof: GuestProof) -> str:
    return proof.typed("body")[:SHOWN]


class GuestProofIndexView(RoomCheckedMixin, RowPagedMixin, IndexView):
    room = GuestProof
    room_actions = ("view",)
    page_title = gettext_lazy("Unconfirmed posts of guests")

    def get_base_queryset(self) -> QuerySet[GuestProof]:
        forums = [forum.pk for forum in moderated_forums(self.request.user)]
        found = GuestProof.objects.filter(forum__in=forums, act__in=list(KINDS))
        return found.select_related("forum__site").order_by("-created_at", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("title", label=_("Title"), accessor=lambda proof: proof.typed("title") or "–"),
            Column("kind", label=_("Kind"), accessor=kind_of),
            Column("text", label=_("Text"), accessor=text_of),
            Column("forum", label=_("Forum"), accessor="forum"),
            Column("name", label=_("Name"), accessor="name"),
            Column("address", label=_("E-mail address"), accessor=self.address_of),
            DateColumn("created_at", label=_("Since")),
        ]

    def address_of(self, proof: GuestProof) -> str:
        """Only for those with the right to it in that forum."""
        may = proof.forum is not None and get_policy().has_right(
            self.request.user, Right.SEE_ADDRESSES, proof.forum
        )
        return proof.address if may else "–"

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("unconfirmed posts of guests")


class GuestProofViewSet(ListViewSet):
    model = GuestProof
    name = "feedback_community_guests"
    url_prefix = "community/guests"
    icon = "mail"
    menu_label = gettext_lazy("Unconfirmed posts")
    menu_order = 130
    list_per_page = 50
    index_view_class = GuestProofIndexView
