"""Any other Haystack engine (Whoosh, Solr, Elasticsearch), asked in Haystack's own way.

It finds and ranks less well than ours; the second look at the titles makes up for a part of that.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from haystack import connections
from haystack.query import SQ, SearchQuerySet

from feedback_community.models import Topic
from feedback_community.search import ranking, text
from feedback_community.search.documents import Candidate, Matches
from feedback_community.search.errors import IndexUnusable
from feedback_community.search.wording import Wording

#: Documents that are looked at closely.
POOL = 40
#: Documents written at once in a rebuild.
BATCH = 500
_PLAIN = re.compile(r"[^\w]+")


class HaystackEngine:
    """The same questions as our own backend answers."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def community_similar(
        self,
        typed: str,
        *,
        body: str,
        scopes: Sequence[str],
        languages: Sequence[str],
        typing: bool,
        limit: int,
    ) -> list[Candidate]:
        words = text.words(typed)
        growing = typing and text.ends_in_word(typed)
        wanted = [self._word(word) for word in words + text.words(body)[:20] if plain(word)]
        if growing and words and plain(words[-1]):
            wanted.append(SQ(content__startswith=plain(words[-1])))
        if not wanted or not scopes:
            return []
        hits = self._within(reduce(operator.or_, wanted), scopes)[:POOL]
        pool = [ranking.Proposal(int(hit.pk), 0.0, text.words(hit.community_title or "")) for hit in hits]
        return ranking.rank(pool, ranking.ask_plainly(words, growing=growing))[:limit]

    def community_matches(
        self,
        words: Wording,
        *,
        scopes: Sequence[str],
        languages: Sequence[str],
        facets: dict[str, str],
        since: datetime | None,
        limit: int,
    ) -> Matches:
        wanted = [self._word(word) for word in words.words if plain(word)]
        wanted += [self._phrase(phrase) for phrase in words.phrases]
        if not wanted or not scopes:
            return Matches([])
        narrowed = [SQ(community_facet=f"{name}_{value}") for name, value in facets.items()]
        narrowed += [~self._phrase(phrase) for phrase in words.without]
        for together in (operator.and_, operator.or_):
            query = self._within(reduce(together, wanted), scopes)
            for condition in narrowed:
                query = query.filter(condition)
            found = [int(hit.pk) for hit in query[:limit]]
            if found or len(wanted) == 1:
                return Matches(found, partial=bool(found) and together is operator.or_)
        return Matches([])

    def community_correct(self, words: Sequence[str]) -> dict[str, str]:
        """Their spelling data may hold words of private forums: we say none of it aloud."""
        return {}

    def community_write(self, index: Any, changed: Sequence[Any], gone: Sequence[str]) -> None:
        backend = self._backend()
        if changed:
            backend.update(index, list(changed))
        for identifier in gone:
            backend.remove(identifier)

    def community_check(self) -> None:
        """An empty index is a lost one as long as there is something to find."""
        if not Topic.objects.public().exists():
            return
        if not SearchQuerySet(using=self.alias).models(Topic).count():
            raise IndexUnusable("the index is empty")

    def community_rebuild(
        self, advance: Callable[[int], None], catch_up: Callable[[], tuple[list[Any], list[str]]]
    ) -> None:
        """Not atomic: these engines have no second index to switch to."""
        backend = self._backend()
        index = connections[self.alias].get_unified_index().get_index(Topic)
        backend.clear(models=[Topic])
        start = 0
        topics = index.index_queryset(using=self.alias).order_by("pk")
        while batch := list(topics.filter(pk__gt=start)[:BATCH]):
            start = batch[-1].pk
            backend.update(index, batch)
            advance(len(batch))
        self.community_write(index, *catch_up())

    def _backend(self) -> Any:
        backend = connections[self.alias].get_backend()
        # A failure must come to the outbox, which tries again, and not end in a log.
        backend.silently_fail = False
        return backend

    def _within(self, condition: SQ, scopes: Sequence[str]) -> SearchQuerySet:
        found = SearchQuerySet(using=self.alias).models(Topic)
        return found.filter(community_scope__in=list(scopes)).filter(condition)

    def _word(self, word: str) -> SQ:
        return SQ(content=plain(word))

    def _phrase(self, phrase: Sequence[str]) -> SQ:
        return SQ(content__exact=" ".join(filter(None, map(plain, phrase))))


def plain(word: str) -> str:
    """Only letters and digits: nothing an engine could take for its syntax."""
    return _PLAIN.sub("", word).replace("_", "")


class NoIndex:
    """Haystack's "simple" engine keeps no index: everything is searched in the database."""

    def community_similar(self, *args: Any, **kwargs: Any) -> list[Candidate]:
        raise IndexUnusable("this connection has no index")

    def community_matches(self, *args: Any, **kwargs: Any) -> Matches:
        raise IndexUnusable("this connection has no index")

    def community_correct(self, words: Sequence[str]) -> dict[str, str]:
        return {}

    def community_write(self, *args: Any) -> None:
        """There is nothing to write to."""

    def community_check(self) -> None:
        """There is nothing to repair."""

    def community_rebuild(self, *args: Any) -> None:
        """There is nothing to build."""
