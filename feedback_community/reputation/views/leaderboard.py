"""Who helped most: by period, in one forum or in all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback_community.reputation.enums import Period
from feedback_community.reputation.leaderboards import Board, Reading
from feedback_community.reputation.printing import print_rows
from feedback_community.web.base import CommunityView
from feedback_community.web.filter_bar import Choice, options
from feedback_community.web.listing import label_pager


class LeaderboardView(CommunityView):
    section = "leaderboard"

    def get(self, request: HttpRequest) -> HttpResponse:
        forums = self.policy.access(self.user, self.site).forums
        asked = request.GET.get("period", "")
        period = asked if asked in Period.values else Period.MONTH.value
        slug = request.GET.get("forum", "")
        forum = next((forum for forum in forums.values() if forum.slug == slug), None)
        if slug and forum is None:
            raise Http404
        base = {"period": period, **({"forum": slug} if forum else {})}
        reading = Reading(Board(period, forum.pk if forum else 0))
        pager = reading.page(request.GET, base=base, me=self.member)
        label_pager(pager, by_time=False)
        elsewhere = self.member is not None and not any(row.is_me for row in pager.rows)
        context: dict[str, Any] = {
            "page_title": _("Leaderboard"),
            "rows": print_rows(pager.rows),
            "pager": pager,
            "mine": reading.of(self.member) if self.member is not None and elsewhere else None,
            "periods": [
                Choice(value, str(label), f"?{urlencode({**base, 'period': value})}", value == period)
                for value, label in Period.choices
            ],
            "forums": options(
                [
                    Choice("", _("All forums")),
                    *(Choice(row.slug, row.name, chosen=row == forum) for row in forums.values()),
                ]
            ),
            "period": period,
            "canonical": self.links["leaderboard"],
            "robots": "" if pager.is_first and not asked and not slug else "noindex, follow",
        }
        return self.page("feedback_community_reputation/leaderboard.html", context)
