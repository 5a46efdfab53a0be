"""What live search can ask: the one index, and what other apps register (products, for instance)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wagtail.models import Site

from feedback_community import hooks
from feedback_community.conf import app_settings
from feedback_community.enums import TopicType
from feedback_community.models import Topic
from feedback_community.people import person_columns
from feedback_community.permissions.policy import get_policy
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.search import fallback, text
from feedback_community.search.documents import TOPIC, Candidate, Key
from feedback_community.search.engine import get_engine
from feedback_community.search.errors import IndexProblem
from feedback_community.search.foreign import Neighbours, neighbours_of
from feedback_community.search.languages import languages_of
from feedback_community.search.scopes import scopes_for
from feedback_community.search.shown import shown_topics

logger = logging.getLogger("feedback_community.search")

#: Candidates fetched for each suggestion wanted: some may be hidden from this person by now.
SPARE = 4
#: What a suggestion prints; the long texts stay in the database.
FIELDS = (
    *("title", "slug", "topic_type", "state", "is_private", "closed_at", "forum", "author"),
    *("vote_count", "answer_count", "solution", "last_activity_at"),
    *("status__kind", "status__label", "official_answer__excerpt", "official_answer__state"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is typing, and who."""

    typed: str
    body: str
    user: Any
    site: Site
    #: The last word may be half a word.
    typing: bool
    limit: int


@dataclass(slots=True)
class Suggestion:
    """One line of live search. `topic` is None for what is no topic; then there are address and kind.
    `key` names a document of the index, so that what became of it can be kept."""

    title: str
    url: str = ""
    kind: Any = ""
    excerpt: str = ""
    topic: Topic | None = None
    key: Key | None = None


class SearchSource(Protocol):
    """Suggests only what the person may see."""

    def suggest(self, question: Question) -> Sequence[Suggestion]: ...


def get_sources() -> list[SearchSource]:
    return [IndexSource(), *hooks.get_search_sources()]


class IndexSource:
    """Topics, and the documents that other apps have in the same index."""

    def suggest(self, question: Question) -> list[Suggestion]:
        topics = self.visible(question)
        neighbours = neighbours_of(question.user, question.site)
        candidates = rerank(question.typed, self.candidates(question, topics, neighbours))
        keys = [candidate.key for candidate in candidates]
        found: list[Suggestion] = []
        # More are asked for only where some are hidden by now.
        step = question.limit + 3
        for start in range(0, len(keys), step):
            found += suggestions(keys[start : start + step], question, neighbours)
            if len(found) >= question.limit:
                break
        return found[: question.limit]

    def visible(self, question: Question) -> TopicQuerySet:
        return get_policy().listed_topics(question.user, question.site)

    def candidates(
        self, question: Question, topics: TopicQuerySet, neighbours: Neighbours
    ) -> list[Candidate]:
        """From the index; from the database while the index cannot be used."""
        limit = question.limit * SPARE
        try:
            return get_engine().community_similar(
                question.typed,
                body=question.body,
                scopes=[*scopes_for(question.user, question.site), *neighbours.scopes()],
                languages=languages_of(question.site.hostname),
                typing=question.typing,
                limit=limit,
            )
        except IndexProblem as problem:
            logger.warning("Live search in the database: %s", problem)
        except Exception:
            logger.exception("The search engine failed; live search in the database")
        growing = question.typing and text.ends_in_word(question.typed)
        found = fallback.similar(topics, question.typed, growing=growing, limit=limit)
        found += neighbours.similar(question.typed, growing=growing, limit=limit)
        return sorted(found, key=lambda candidate: -candidate.score)[:limit]


def suggestions(keys: Sequence[Key], question: Question, neighbours: Neighbours) -> list[Suggestion]:
    """Those that the person may see, in this order."""
    pks = [pk for model, pk in keys if model == TOPIC]
    shown = shown_topics(pks, user=question.user, site=question.site)
    by_key = {(TOPIC, topic.pk): topic for topic in shown}
    hits = neighbours.fetch(key for key in keys if key[0] != TOPIC)
    # An article and the question it was made from would take two places and say the same.
    # A problem or an idea stays: there one can still vote.
    told = {pk for hit in hits.values() for pk in hit.answers}
    told = {pk for pk in told if (TOPIC, pk) in by_key and by_key[TOPIC, pk].topic_type == TopicType.QUESTION}
    found = []
    for key in keys:
        if key in by_key:
            topic = by_key[key]
            if topic.pk in told:
                continue
            found.append(Suggestion(topic.title, excerpt=answer_excerpt(topic), topic=topic, key=key))
        elif key in hits:
            hit = hits[key]
            found.append(Suggestion(hit.title, url=hit.url, kind=hit.kind, excerpt=hit.excerpt, key=key))
    return found


def fetch(topics: TopicQuerySet, pks: Sequence[int], *, with_texts: bool = False) -> list[Topic]:
    """The visible ones in this order, with what a line prints."""
    rows = topics.filter(pk__in=pks).select_related("status", "official_answer").only(*FIELDS)
    if with_texts:
        texts = ("body_text", "official_answer__body_text")
        rows = rows.select_related("author__user").only(
            *FIELDS, *texts, "author_role", "is_name_hidden", *person_columns("author__")
        )
    by_pk = {topic.pk: topic for topic in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def answer_excerpt(topic: Topic) -> str:
    """The first words of the official answer."""
    answer = topic.official_answer
    return answer.excerpt if answer is not None and answer.is_published else ""


def rerank(query: str, candidates: list[Candidate]) -> list[Candidate]:
    """The seam for a semantic re-ranker; one that fails changes nothing."""
    reranker = app_settings.load("SEARCH_RERANKER")
    if reranker is None or not candidates:
        return candidates
    try:
        return list(reranker(query, candidates))
    except Exception:
        logger.exception("The re-ranker failed")
        return candidates
