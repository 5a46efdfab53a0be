"""The questions that pages ask: suggestions while typing, and the full search."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail.models import Site

from feedback_community import limits
from feedback_community.permissions.policy import get_policy
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.search import fallback, text
from feedback_community.search.documents import TOPIC, Key, Matches
from feedback_community.search.engine import get_engine
from feedback_community.search.errors import IndexProblem
from feedback_community.search.foreign import Neighbours, neighbours_of
from feedback_community.search.languages import languages_of
from feedback_community.search.scopes import scopes_for
from feedback_community.search.sources import Question, Suggestion, get_sources
from feedback_community.search.wording import Wording

logger = logging.getLogger("feedback_community.search")

#: Characters from which on live search answers.
LIVE_LENGTH = 3
#: Suggestions shown.
SUGGESTIONS = 5
#: Hits of a full search: nobody reads further, and no page is deeper.
RESULTS = 300
#: Characters of a text being written that live search looks at.
BODY_LENGTH = 2_000


def suggest_similar(
    typed: str,
    *,
    user: Any,
    site: Site,
    body: str = "",
    typing: bool = True,
    limit: int = SUGGESTIONS,
) -> list[Suggestion]:
    """What was asked before in such words. `typing`: the last word may be half a word."""
    typed = typed[: limits.QUERY_LENGTH]
    if len(text.normalize(typed).strip()) < LIVE_LENGTH:
        return []
    question = Question(typed, body[:BODY_LENGTH], user, site, typing, limit)
    lists = []
    for source in get_sources():
        try:
            lists.append(list(source.suggest(question)))
        except Exception:
            logger.exception("Search source %r failed", source)
    return interleave(lists)[:limit]


def interleave(lists: Sequence[Sequence[Suggestion]]) -> list[Suggestion]:
    """The best of each source, then the second of each, and so on."""
    longest = max((len(found) for found in lists), default=0)
    return [found[place] for place in range(longest) for found in lists if place < len(found)]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters of the full search, as values that are known to be right."""

    #: One kind of document: "topic", or one that an optional app names. "" is everything.
    kind: str = ""
    topic_type: str = ""
    status: str = ""
    forum: int | None = None
    tag: str = ""
    official: bool = False
    solved: bool = False
    since: datetime | None = None

    def facets(self) -> dict[str, str]:
        """What an index is asked for."""
        wanted = {
            "kind": "" if self.kind == "topic" else self.kind,
            "type": self.topic_type,
            "status": self.status,
            "forum": str(self.forum or ""),
            "tag": self.tag,
            "official": "1" if self.official else "",
            "solved": "1" if self.solved else "",
        }
        return {name: value for name, value in wanted.items() if value}

    @property
    def takes_topics(self) -> bool:
        return self.kind in ("", "topic")

    @property
    def takes_others(self) -> bool:
        """Whether anything but a topic can have all that is asked for."""
        return self.kind != "topic" and not self.facets().keys() - {"kind"}

    def apply(self, topics: TopicQuerySet) -> TopicQuerySet:
        """The same in the database, which knows the present state."""
        if not self.takes_topics:
            return topics.none()
        if self.topic_type:
            topics = topics.of_type(self.topic_type)
        if self.status:
            topics = topics.with_status_kind(self.status)
        if self.forum:
            topics = topics.filter(forum=self.forum)
        if self.tag:
            topics = topics.tagged(self.tag)
        if self.official:
            topics = topics.with_official_answer()
        if self.solved:
            topics = topics.solved()
        return topics.filter(published_at__gte=self.since) if self.since else topics


@dataclass(frozen=True, slots=True)
class Found:
    """What the person may see, best first, and what to say about it."""

    keys: list[Key] = field(default_factory=list)
    partial: bool = False
    #: The index could not be used.
    degraded: bool = False
    #: There may be more than these.
    capped: bool = False

    @property
    def pks(self) -> list[int]:
        """Of the topics alone."""
        return [pk for model, pk in self.keys if model == TOPIC]


def search_topics(words: Wording, narrowing: Narrowing, *, user: Any, site: Site) -> Found:
    """Topics only, whatever else is in the index."""
    return _search(words, narrowing, Neighbours((), user, site))


def search_all(words: Wording, narrowing: Narrowing, *, user: Any, site: Site) -> Found:
    """Topics, and the documents that optional apps have in the same index."""
    return _search(words, narrowing, neighbours_of(user, site))


def _search(words: Wording, narrowing: Narrowing, neighbours: Neighbours) -> Found:
    if words.is_empty:
        return Found()
    user, site = neighbours.user, neighbours.site
    if not narrowing.takes_others:
        neighbours = Neighbours((), user, site)
    topics = narrowing.apply(get_policy().listed_topics(user, site))
    degraded = False
    try:
        matches: Matches = get_engine().community_matches(
            words,
            scopes=[*scopes_for(user, site), *neighbours.scopes()],
            languages=languages_of(site.hostname),
            facets=narrowing.facets(),
            since=narrowing.since,
            limit=RESULTS,
        )
    except Exception as problem:
        log = logger.warning if isinstance(problem, IndexProblem) else logger.exception
        log("Searching in the database: %s", problem)
        matches, degraded = _without_index(words, narrowing, topics, neighbours), True
    visible = _visible(matches.keys, topics, neighbours)
    keys = [key for key in dict.fromkeys(matches.keys) if key in visible]
    return Found(keys, matches.partial, degraded, capped=len(matches.keys) >= RESULTS)


def _without_index(
    words: Wording, narrowing: Narrowing, topics: TopicQuerySet, neighbours: Neighbours
) -> Matches:
    found = fallback.matches(topics, words, limit=RESULTS)
    found += neighbours.matches(words, kind=narrowing.kind, limit=RESULTS)
    found.sort(key=lambda candidate: -candidate.score)
    return Matches([candidate.key for candidate in found[:RESULTS]])


def _visible(keys: Sequence[Key], topics: TopicQuerySet, neighbours: Neighbours) -> set[Key]:
    """What the database lets through."""
    pks = [pk for model, pk in keys if model == TOPIC]
    seen: set[Key] = {(TOPIC, pk) for pk in topics.filter(pk__in=pks).values_list("pk", flat=True)}
    return seen | neighbours.visible(key for key in keys if key[0] != TOPIC)


def did_you_mean(words: Wording) -> str:
    """The query with its misspelt words set right; "" where there is nothing to say."""
    try:
        better = get_engine().community_correct(words.all_words)
    except Exception as problem:
        logger.warning("No spelling: %s", problem)
        return ""
    if not better:
        return ""
    typed = [better.get(word, word) for word in words.words]
    typed += [f'"{" ".join(better.get(w, w) for w in phrase)}"' for phrase in words.phrases]
    return " ".join(typed + [f"-{' '.join(unwanted)}" for unwanted in words.without if len(unwanted) == 1])
