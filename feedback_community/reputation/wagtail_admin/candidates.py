"""Who could be a trusted person, with the evidence: proven people who helped most of late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import ListingButton

from feedback_community import limits as core_limits
from feedback_community.enums import TrustLevel
from feedback_community.models import Flag
from feedback_community.models.flag import FlagDecision
from feedback_community.people import name_of
from feedback_community.reputation import limits
from feedback_community.reputation.actions.appointments import PERMISSION
from feedback_community.reputation.leaderboards import staff_ids
from feedback_community.reputation.models import Appointment, LedgerEntry, Reputation
from feedback_community.reputation.wagtail_admin.base import BoundedPaginator, ReadOnlyViewSet


def candidates() -> QuerySet[Reputation]:
    """Proven people among the most helpful of the last months, the most helpful first."""
    helpful = Reputation.objects.filter(helpful_lately__gt=0, member__is_anonymised=False, is_staff=False)
    place = max(helpful.count() * limits.CANDIDATE_PERCENT // 100, limits.CANDIDATES_AT_LEAST)
    best = helpful.order_by("-helpful_lately").values_list("helpful_lately", flat=True)
    least = next(iter(best[place : place + 1]), 1)
    asked = Appointment.objects.filter(member=OuterRef("pk"), ended_at=None)
    rows = helpful.filter(~Exists(asked), helpful_lately__gte=least, member__trust=TrustLevel.PROVEN)
    return rows.exclude(member__in=staff_ids()).filter(member__user__isnull=False)


def awards_of(reason: str) -> Any:
    rows = LedgerEntry.objects.standing().filter(member=OuterRef("pk"), reason=reason).order_by()
    counted = rows.values("member").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def flagged_posts() -> Any:
    """Posts of the person about which a flag of the last months was right: each is one fault."""
    since = timezone.now() - timedelta(days=core_limits.TRUST_FLAG_DAYS)
    rows = Flag.objects.filter(decision=FlagDecision.CONFIRMED, created_at__gte=since).order_by()
    topics = rows.filter(answer=None, topic__author=OuterRef("pk")).values("topic__author")
    answers = rows.filter(answer__author=OuterRef("pk")).values("answer__author")
    return sum(
        (
            Coalesce(Subquery(found.values("number"), output_field=IntegerField()), 0)
            for found in (
                topics.annotate(number=Count("topic", distinct=True)),
                answers.annotate(number=Count("answer", distinct=True)),
            )
        ),
        start=Value(0),
    )


class CandidateIndexView(IndexView):
    page_title = gettext_lazy("Candidates")
    paginator_class = BoundedPaginator

    def get_base_queryset(self) -> QuerySet[Reputation]:
        rows = candidates().select_related("member__user", "rank")
        rows = rows.annotate(solutions=awards_of("solution"), answers=awards_of("answer"))
        rows = rows.annotate(flagged=flagged_posts())
        return rows.order_by("-helpful_lately", "pk")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("member", label=_("Person"), accessor=lambda row: name_of(row.member)),
            NumberColumn("helpful_lately", label=_("Helpful votes in 90 days")),
            NumberColumn("solutions", label=_("Solutions")),
            NumberColumn("answers", label=_("Answers")),
            NumberColumn("flagged", label=_("Confirmed flags")),
            NumberColumn("points", label=_("Points")),
            Column("rank", label=_("Rank"), accessor=lambda row: row.rank or "–"),
            DateColumn("since", label=_("Here since"), accessor="member.created_at"),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return _("candidates")

    def get_list_more_buttons(self, instance: Reputation) -> list[Any]:
        if not self.request.user.has_perm(PERMISSION):
            return []
        url = reverse("feedback_community_trusted:offer")
        query = urlencode({"member": instance.member.handle})
        return [
            ListingButton(_("Ask this person"), url=f"{url}?{query}", icon_name="user", priority=10),
            ListingButton(
                _("See the person's page"),
                url=instance.member.get_absolute_url(),
                icon_name="view",
                priority=20,
            ),
        ]


class CandidateViewSet(ReadOnlyViewSet):
    model = Reputation
    name = "feedback_community_candidates"
    url_prefix = "community/candidates"
    icon = "thumbtack"
    menu_label = gettext_lazy("Candidates")
    menu_order = 200
    index_view_class = CandidateIndexView
