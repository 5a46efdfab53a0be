"""The community's home: where to look, what is new, what waits, what is planned."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from feedback_community.enums import StatusKind, TopicType
from feedback_community.models import Forum
from feedback_community.web import roadmap
from feedback_community.web.listing import ListingView
from feedback_community.web.topic_rows import rows_of

#: Rows of each part.
FEATURED, LATEST, UNANSWERED, PROBLEMS = 3, 8, 4, 5


class HomeView(ListingView):
    section = "home"

    def get(self, request: HttpRequest) -> HttpResponse:
        access = self.policy.access(self.user, self.site)
        maker = self.row_maker(level=3)
        listed = self.listed()
        latest = listed.order_by("-last_activity_at", "-pk")
        featured, newest = rows_of(listed.featured()[:FEATURED]), rows_of(latest[:LATEST])
        maker.learn([*featured, *newest])
        context: dict[str, Any] = {
            "page_title": self.community_name,
            "forums": in_my_language(access.forums.values()),
            "featured": maker.rows(featured, tags=False),
            "latest": maker.rows(newest, tags=False),
            "unanswered": maker.short(rows_of(latest.awaiting_answer()[:UNANSWERED])),
            "problems": maker.short(rows_of(listed.known_problems()[:PROBLEMS]), show="marks"),
            "teaser": roadmap.teaser(listed, maker),
            "feed_url": self.links["feed"],
            "canonical": self.links["home"],
            "description": self.community.intro,
            "roadmap_kinds": (StatusKind.PLANNED, StatusKind.STARTED),
            "idea": TopicType.IDEA.value,
        }
        return self.page("feedback_community/home.html", context)


def in_my_language(forums: Any) -> list[Forum]:
    """Forums in the visitor's language first, then those for all languages, then the others."""
    language = (get_language() or "").split("-")[0]

    def rank(forum: Forum) -> int:
        own = forum.language.split("-")[0]
        return 0 if own == language else 1 if not own else 2

    return sorted(forums, key=rank)
