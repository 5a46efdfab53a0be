"""What search pages print, and how a search is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from feedback_community.actions.searches import record_search
from feedback_community.enums import SearchOutcome, SearchSource
from feedback_community.models import Forum, Topic
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.search.documents import TOPIC, Key
from feedback_community.search.foreign import Hit, Neighbours
from feedback_community.search.highlight import highlight, snippet
from feedback_community.search.sources import fetch
from feedback_community.web.links import get_links
from feedback_community.web.marks import marks_of, type_of
from feedback_community.web.rows import author_html, badges_html, hidden_html

logger = logging.getLogger("feedback_community.search")


@dataclass(frozen=True, slots=True)
class Result:
    """One hit of the full search, as `search/_result.html` prints it."""

    topic: Topic
    url: str
    title: SafeString
    snippet: SafeString
    answer: SafeString | None
    marks: SafeString
    type: SafeString
    forum: Forum
    #: The name with a link, the role and what other apps put beside it.
    author: SafeString


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """A hit that is no topic, as `search/_document.html` prints it."""

    hit: Hit
    title: SafeString
    snippet: SafeString


def fetch_results(
    keys: Sequence[Key],
    words: Sequence[str],
    *,
    topics: TopicQuerySet,
    forums: Mapping[int, Forum],
    others: Neighbours,
) -> list[Result | DocumentResult]:
    """What of these the person may see now, in this order."""
    pks = [pk for model, pk in keys if model == TOPIC]
    made: dict[Key, Result | DocumentResult] = {
        (TOPIC, result.topic.pk): result
        for result in make_results(fetch(topics, pks, with_texts=True), words, forums)
    }
    foreign = [key for key in keys if key[0] != TOPIC]
    for key, hit in others.fetch(foreign, with_texts=True).items():
        made[key] = DocumentResult(hit, highlight(hit.title, words), snippet(hit.body or hit.excerpt, words))
    return [made[key] for key in keys if key in made]


def make_results(topics: Iterable[Topic], words: Sequence[str], forums: Mapping[int, Forum]) -> list[Result]:
    links, topics, made = get_links(), list(topics), []
    badges = badges_html(topic.author_id for topic in topics if not topic.is_name_hidden)
    for topic in topics:
        official = topic.official_answer
        if official is not None and not official.is_published:
            official = None
        made.append(
            Result(
                topic=topic,
                url=links.topic(topic.pk, topic.slug),
                title=highlight(topic.title, words),
                snippet=snippet(topic.body_text, words),
                answer=snippet(official.body_text, words) if official else None,
                marks=marks_of(topic),
                type=type_of(topic),
                forum=forums[topic.forum_id],
                author=_author(topic, badges),
            )
        )
    return made


def _author(topic: Topic, badges: Mapping[int, str]) -> SafeString:
    if topic.is_name_hidden:
        return hidden_html()
    beside = badges.get(topic.author_id or 0, "")
    return author_html(topic.author, topic.author_role, get_links()) + mark_safe(beside)  # noqa: S308


def session_of(request: HttpRequest) -> str:
    """The key of the visitor's session, made where there is none yet."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def keep_search(request: HttpRequest, query: str, *, site: Site, source: str, **facts: Any) -> None:
    """Record a search. That this fails is no reason to show nothing."""
    try:
        record_search(query, site=site, session_key=session_of(request), source=source, **facts)
    except DatabaseError:
        logger.exception("A search was not recorded")


def keep_asked(request: HttpRequest, topic: Topic, *, site: Site) -> None:
    """The person saw what was there before, and asked anyway."""
    keep_search(
        request,
        topic.title,
        site=site,
        source=SearchSource.LIVE,
        outcome=SearchOutcome.ASKED,
        asked=topic,
    )
