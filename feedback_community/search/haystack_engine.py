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
from feedback_community.search.documents import Candidate, Change, Key, Matches
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
        pool = [_proposal(hit) for hit in hits]
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
            hits = sorted(query[:limit], key=lambda hit: -(hit.score or 0) * float(hit.community_worth or 1))
            found = [_key(hit) for hit in hits]
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
        self, advance: Callable[[int], None], catch_up: Callable[[], Sequence[Change]]
    ) -> None:
        """Not atomic: these engines have no second index to switch to."""
        backend = self._backend()
        for index in self._indexes():
            backend.clear(models=[index.get_model()])
            start = 0
            objects = index.index_queryset(using=self.alias).order_by("pk")
            while batch := list(objects.filter(pk__gt=start)[:BATCH]):
                start = batch[-1].pk
                backend.update(index, batch)
                advance(len(batch))
        for index, changed, gone in catch_up():
            self.community_write(index, changed, gone)

    def _indexes(self) -> list[Any]:
        unified = connections[self.alias].get_unified_index()
        return [index for index in unified.get_indexes().values() if hasattr(index, "community_document")]

    def _backend(self) -> Any:
        backend = connections[self.alias].get_backend()
        # A failure must come to the outbox, which tries again, and not end in a log.
        backend.silently_fail = False
        return backend

    def _within(self, condition: SQ, scopes: Sequence[str]) -> SearchQuerySet:
        found = SearchQuerySet(using=self.alias).models(*(index.get_model() for index in self._indexes()))
        return found.filter(community_scope__in=list(scopes)).filter(condition)

    def _word(self, word: str) -> SQ:
        return SQ(content=plain(word))

    def _phrase(self, phrase: Sequence[str]) -> SQ:
        return SQ(content__exact=" ".join(filter(None, map(plain, phrase))))


def _key(hit: Any) -> Key:
    return (f"{hit.app_label}.{hit.model_name}", int(hit.pk))


def _proposal(hit: Any) -> ranking.Proposal:
    model, pk = _key(hit)
    title = text.words(hit.community_title or "")
    return ranking.Proposal(pk, 0.0, title, model=model, worth=float(hit.community_worth or 1.0))


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
