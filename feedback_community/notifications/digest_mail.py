"""The summary of a day or a week: what is new in each topic, in one mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date

from feedback_community import limits
from feedback_community.enums import Timing
from feedback_community.notifications.mail import absolute, around, language_of, list_headers, write
from feedback_community.notifications.message import CommunityMail
from feedback_community.notifications.pieces import Piece, pieces_of
from feedback_community.notifications.sifting import Section
from feedback_community.notifications.tokens import keyed_id


@dataclass(frozen=True)
class TopicNews:
    """One topic of the summary. `more` counts what is not shown of it."""

    title: str
    url: str
    forum: str
    pieces: Sequence[Piece]
    more: int


def compose_digest(sections: Sequence[Section], *, named_by: str) -> CommunityMail:
    """One mail for all sections, the weightiest first. `named_by` is the key of the period."""
    reading = sections[0].reading
    member, host = reading.member, reading.topic.forum.site.hostname
    with translation.override(language_of(member)):
        context = _context(sections, named_by)
        headers = {
            "Message-ID": f"<{keyed_id(member.pk, named_by)}@{host}>",
            **list_headers(context["community_name"], f"digest.community.{host}", context["unsubscribe_url"]),
        }
        return write("digest", context, reading, headers)


def _context(sections: Sequence[Section], key: str) -> dict[str, Any]:
    reading = sections[0].reading
    site = reading.topic.forum.site
    timing, day, _site_id = key.split(":")
    return {
        **around(reading, reading.member),
        "is_weekly": timing == Timing.WEEKLY,
        "day": parse_date(day),
        "news": list(_news(sections[: limits.DIGEST_TOPICS])),
        "more_topics": max(0, len(sections) - limits.DIGEST_TOPICS),
        "notifications_url": absolute(site, reverse("feedback_community:notifications")),
    }


def _news(sections: Iterable[Section]) -> Iterable[TopicNews]:
    for section in sections:
        topic = section.reading.topic
        pieces = pieces_of(section.rows, section.reading)
        shown = pieces[: limits.DIGEST_LINES]
        url = absolute(topic.forum.site, topic.get_absolute_url())
        yield TopicNews(topic.title, url, topic.forum.name, shown, len(pieces) - len(shown))
