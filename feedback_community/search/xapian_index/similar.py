"""Live search: documents like what somebody is typing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import xapian

from feedback_community.search import ranking, text
from feedback_community.search.documents import TOPIC, Candidate, read_key
from feedback_community.search.xapian_index import terms

Query = xapian.Query

#: BM25 for short texts whose titles were counted five times.
WEIGHTING = (2.5, 0.0, 0.0, 0.75, 0.5)
#: Documents that are looked at closely, in Python.
POOL = 40
#: Completions of the word that is being typed: the commonest ones, out of the first so many in the alphabet.
COMPLETIONS = 20
COMPLETIONS_SEEN = 400
#: An n-gram in more than this share of the documents tells nothing and costs much.
GRAM_SHARE = 0.02
GRAM_FLOOR = 50
#: Share of rare n-grams in finding a document at all; the rest of them is for the second look. It is larger
#: in Cyrillic, whose languages have many endings and prefixes.
POOL_GRAM_WEIGHT = 0.05
CYRILLIC_GRAM_WEIGHT = 0.3
#: Stems of a word being typed that are looked for in the documents found.
STEMS_FOUND = 3
#: Words of a text being written that are looked for, and what they count beside those of its title.
BODY_WORDS = 80
BODY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of the query with all the stems that would satisfy it."""

    word: str
    stems: tuple[str, ...]
    frequency: int
    growing: bool


class SimilarQuery:
    """A query on one open database."""

    def __init__(self, database: xapian.Database, languages: tuple[str, ...], scopes: Sequence[str]) -> None:
        self.database = database
        self.languages = languages
        self.scopes = scopes
        self.total = max(1, database.get_doccount())

    def run(self, typed: str, body: str, *, typing: bool, limit: int) -> list[Candidate]:
        found = text.words(typed)
        growing = typing and text.ends_in_word(typed)
        slots = self._slots(found, growing=growing)
        further = self._slots(text.words(body), growing=False, known={s.word for s in slots})
        if not slots and not further:
            return []
        asked = self._weigh(slots, found)
        pool = self._pool(slots, self._most_telling(further), asked)
        return ranking.rank(pool, asked)[:limit]

    def _slots(self, found: Sequence[str], *, growing: bool, known: set[str] | None = None) -> list[Slot]:
        seen = set(known or ())
        slots = []
        for index, word in enumerate(found):
            last = growing and index == len(found) - 1
            if word in seen and not last:
                continue
            seen.add(word)
            stems = {terms.stem_of(word, self.languages)}
            if last and len(word) > 1:
                stems |= self._completions(word)
            frequency = sum(self.database.get_termfreq(terms.STEM + stem) for stem in stems)
            slots.append(Slot(word, tuple(sorted(stems)), min(frequency, self.total), last))
        return slots

    def _completions(self, beginning: str) -> set[str]:
        """Stems of the commonest words that begin so."""
        seen = []
        for index, item in enumerate(self.database.allterms(beginning)):
            if index == COMPLETIONS_SEEN:
                break
            seen.append((item.termfreq, item.term))
        seen.sort(reverse=True)
        return {terms.stem_of(term.decode(errors="ignore"), self.languages) for _, term in seen[:COMPLETIONS]}

    def _most_telling(self, slots: list[Slot]) -> list[Slot]:
        if len(slots) <= BODY_WORDS:
            return slots
        return sorted(slots, key=lambda slot: slot.frequency)[:BODY_WORDS]

    def _weigh(self, slots: Sequence[Slot], found: Sequence[str]) -> ranking.Asked:
        words = [ranking.Word(s.word, self._idf(s.frequency), s.growing) for s in slots]
        return ranking.Asked(words, self._gram_weights(found, 4), self._gram_weights(found, 3))

    def _gram_weights(self, found: Sequence[str], length: int) -> dict[str, float]:
        """Weight of each n-gram of the query that the index knows."""
        weights = {}
        for gram in set(text.grams(found, length)):
            frequency = self.database.get_termfreq(terms.GRAMS[length] + gram)
            if frequency:
                weights[gram] = self._idf(frequency)
        return weights

    def _idf(self, frequency: int) -> float:
        return math.log((self.total - frequency + 0.5) / (frequency + 0.5) + 1)

    def _pool(
        self, slots: Sequence[Slot], further: Sequence[Slot], asked: ranking.Asked
    ) -> list[ranking.Proposal]:
        enquire = xapian.Enquire(self.database)
        enquire.set_weighting_scheme(xapian.BM25Weight(*WEIGHTING))
        enquire.set_query(self._query(slots, further, asked))
        drafts = []
        for match in enquire.get_mset(0, POOL):
            document = match.document
            title = document.get_value(terms.SLOT_TITLE).decode().split()
            model, pk = read_key(document.get_value(terms.SLOT_KEY).decode())
            worth = 1.0 if model == TOPIC else terms.worth_of(document)
            drafts.append((match.docid, ranking.Proposal(pk, match.weight, title, set(), model, worth)))
        self._find_words(slots, drafts)
        return [proposal for _, proposal in drafts]

    def _find_words(self, slots: Sequence[Slot], drafts: list[tuple[int, ranking.Proposal]]) -> None:
        """Note which of the words each document has. Asking the lists of the words for these documents
        is many times cheaper than asking the documents."""
        drafts = sorted(drafts, key=lambda draft: draft[0])
        for index, slot in enumerate(slots):
            for stem in slot.stems[:STEMS_FOUND]:
                postings = self.database.postlist(terms.STEM + stem)
                for docid, proposal in drafts:
                    try:
                        if postings.skip_to(docid).docid == docid:
                            proposal.found.add(index)
                    except StopIteration:
                        break

    def _query(self, slots: Sequence[Slot], further: Sequence[Slot], asked: ranking.Asked) -> xapian.Query:
        wanted = [self._slot_query(slot) for slot in slots]
        if further:
            body = Query(Query.OP_OR, [self._slot_query(slot) for slot in further])
            wanted.append(Query(Query.OP_SCALE_WEIGHT, body, BODY_SHARE))
        floor = self._idf(int(max(GRAM_FLOOR, GRAM_SHARE * self.total)))
        rare = [g for g, weight in asked.grams.items() if weight >= floor]
        if rare:
            spelled = Query(Query.OP_OR, [Query(terms.GRAM + gram) for gram in rare])
            cyrillic = 2 * sum(text.is_cyrillic(slot.word) for slot in slots) > len(slots)
            share = CYRILLIC_GRAM_WEIGHT if cyrillic else POOL_GRAM_WEIGHT
            wanted.append(Query(Query.OP_SCALE_WEIGHT, spelled, share))
        return within(Query(Query.OP_OR, wanted), self.scopes)

    def _slot_query(self, slot: Slot) -> xapian.Query:
        return Query(Query.OP_SYNONYM, [Query(terms.STEM + stem) for stem in slot.stems])


def within(query: xapian.Query, scopes: Sequence[str]) -> xapian.Query:
    """Only documents of these scopes."""
    allowed = Query(Query.OP_OR, [Query(terms.SCOPE + scope) for scope in scopes])
    return Query(Query.OP_FILTER, query, allowed)
