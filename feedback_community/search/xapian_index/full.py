"""The full search: all words first; some of them where nothing has all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xapian

from feedback_community.search.documents import TOPIC, Key, Matches, read_key
from feedback_community.search.wording import Wording
from feedback_community.search.xapian_index import terms
from feedback_community.search.xapian_index.similar import WEIGHTING, within

Query = xapian.Query


def _weighed(match: Any) -> tuple[float, Key]:
    """With the worth of its kind; among topics nothing changes."""
    document = match.document
    key = read_key(document.get_value(terms.SLOT_KEY).decode())
    return (match.weight if key[0] == TOPIC else match.weight * terms.worth_of(document), key)


class FullQuery:
    def __init__(self, database: xapian.Database, languages: tuple[str, ...], scopes: Sequence[str]) -> None:
        self.database = database
        self.languages = languages
        self.scopes = scopes

    def run(self, words: Wording, facets: dict[str, str], since: datetime | None, limit: int) -> Matches:
        wanted = [self._word(word) for word in words.words]
        wanted += [self._phrase(phrase) for phrase in words.phrases]
        if not wanted:
            return Matches([])
        found = self._find(Query(Query.OP_AND, wanted), words, facets, since, limit)
        if found or len(wanted) == 1:
            return Matches(found)
        some = self._find(Query(Query.OP_OR, wanted), words, facets, since, limit)
        return Matches(some, partial=bool(some))

    def _word(self, word: str) -> xapian.Query:
        """In title or text with weight, in an answer without."""
        stem = terms.stem_of(word, self.languages)
        return Query(Query.OP_OR, [Query(terms.STEM + stem), Query(terms.ANSWER + stem)])

    def _phrase(self, phrase: Sequence[str]) -> xapian.Query:
        return Query(Query.OP_PHRASE, [Query(word) for word in phrase], len(phrase))

    def _find(
        self,
        query: xapian.Query,
        words: Wording,
        facets: dict[str, str],
        since: datetime | None,
        limit: int,
    ) -> list[Key]:
        enquire = xapian.Enquire(self.database)
        enquire.set_weighting_scheme(xapian.BM25Weight(*WEIGHTING))
        query = self._without(query, words)
        for name, value in facets.items():
            query = Query(Query.OP_FILTER, query, Query(terms.facet_term(name, value)))
        if since is not None:
            start = xapian.sortable_serialise(since.timestamp())
            newer = Query(Query.OP_VALUE_GE, terms.SLOT_CREATED, start)
            query = Query(Query.OP_FILTER, query, newer)
        enquire.set_query(within(query, self.scopes))
        hits = [_weighed(match) for match in enquire.get_mset(0, limit)]
        hits.sort(key=lambda hit: -hit[0])
        return [key for _weight, key in hits]

    def _without(self, query: xapian.Query, words: Wording) -> xapian.Query:
        for unwanted in words.without:
            refused = self._word(unwanted[0]) if len(unwanted) == 1 else self._phrase(unwanted)
            query = Query(Query.OP_AND_NOT, query, refused)
        return query
