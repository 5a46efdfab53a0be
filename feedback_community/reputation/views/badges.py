"""All badges, and each with those who hold it."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback_community.people import card_of
from feedback_community.reputation import reading
from feedback_community.reputation.leaderboards import NOTHING, standings_of
from feedback_community.reputation.limits import LEADERBOARD_SIZE
from feedback_community.web.base import CommunityView
from feedback_community.web.keyset import Order, get_page
from feedback_community.web.listing import label_pager

NEWEST = Order("awarded_at", datetime)


class BadgesView(CommunityView):
    section = "leaderboard"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "page_title": _("Badges"),
            "badges": reading.badges_for(self.member),
            "canonical": self.links["badges"],
        }
        return self.page("feedback_community_reputation/badges.html", context)


class BadgeView(CommunityView):
    section = "leaderboard"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        badge = reading.find_badge(slug)
        if badge is None:
            raise Http404
        pager = get_page(reading.holders(badge), NEWEST, request.GET, size=LEADERBOARD_SIZE)
        label_pager(pager, by_time=True)
        standings = standings_of(award.member_id for award in pager.rows)
        context = {
            "page_title": str(badge),
            "badge": badge,
            "levels": list(enumerate(sorted(badge.thresholds), 1)) if len(badge.thresholds) > 1 else [],
            "holders": [
                (card_of(award.member), award, standings.get(award.member_id, NOTHING))
                for award in pager.rows
            ],
            "pager": pager,
            "canonical": badge.get_absolute_url(),
        }
        return self.page("feedback_community_reputation/badge.html", context)
