"""The second look: the best proposals of an index are compared with the query letter by letter.

It forgives misspellings and word forms that no stemmer unites, prefers a document that has something of
each telling word to one that has much of one, and works the same for every engine and for the database.
The numbers were found on half of five judged sets of questions and checked on the other half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from feedback_community.search import text
from feedback_community.search.documents import TOPIC, Candidate

#: Share in the score of the letters of the title, in pieces of four and of three.
GRAM_SHARE = 0.3
TRIGRAM_SHARE = 0.2
#: Share of having all the words, as far as each of them tells something.
COVERAGE_SHARE = 1.0
#: Words less alike than this are different words.
LIKENESS = 0.4
#: BM25 over the n-grams of titles.
SATURATION = 2.5
LENGTH_SHARE = 0.75
#: Letters of an ordinary title; of a longer one each piece tells less.
USUAL_LETTERS = 36


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query and how much it tells. `growing`: it is being typed and may be half a word."""

    word: str
    weight: float
    growing: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, weighed: words, and their pieces of four and of three letters."""

    words: Sequence[Word]
    grams: dict[str, float]
    trigrams: dict[str, float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document with the engine's score of its words. `title` is in normalised words; `found` are the
    positions of the asked words that the engine found anywhere in the document."""

    pk: int
    score: float
    title: Sequence[str]
    found: set[int] = field(default_factory=set)
    model: str = TOPIC
    #: See `Document.worth`.
    worth: float = 1.0


def rank(proposals: Sequence[Proposal], asked: Asked) -> list[Candidate]:
    look = Look(asked)
    ranked = [
        Candidate(p.pk, p.worth * (p.score + look.score(p)), " ".join(p.title), p.model) for p in proposals
    ]
    ranked.sort(key=lambda candidate: (-candidate.score, -candidate.pk))
    return ranked


@dataclass(slots=True)
class Compared:
    """What one word of a title has in common with the query."""

    likenesses: list[tuple[int, float]]
    grams: list[str]
    trigrams: list[str]


#: Of a word that has nothing in common with the query.
NOTHING = Compared([], [], [])


class Look:
    """Compares titles with one query. Each word of a title is compared once, however often it occurs."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.weights = [word.weight for word in asked.words]
        self.total = sum(self.weights) or 1.0
        self._pieces: dict[str, list[int]] = {}
        for index, word in enumerate(asked.words):
            for piece in text.pieces(word.word):
                self._pieces.setdefault(piece, []).append(index)
        self._compared: dict[str, Compared] = {}

    def score(self, proposal: Proposal) -> float:
        best = dict.fromkeys(proposal.found, 1.0)
        grams: dict[str, int] = {}
        trigrams: dict[str, int] = {}
        for word in proposal.title:
            compared = self._compared.get(word) or self._compare(word)
            for index, likeness in compared.likenesses:
                if likeness > best.get(index, 0.0):
                    best[index] = likeness
            for gram in compared.grams:
                grams[gram] = grams.get(gram, 0) + 1
            for gram in compared.trigrams:
                trigrams[gram] = trigrams.get(gram, 0) + 1
        covered = sum(self.weights[index] * likeness for index, likeness in best.items())
        length = sum(map(len, proposal.title)) / USUAL_LETTERS
        return (
            COVERAGE_SHARE * covered * covered / self.total
            + GRAM_SHARE * weigh(grams, self.asked.grams, length)
            + TRIGRAM_SHARE * weigh(trigrams, self.asked.trigrams, length)
        )

    def _compare(self, word: str) -> Compared:
        pieces = text.pieces(word)
        if self._pieces.keys().isdisjoint(pieces):
            # Most words: without a piece of three there is none of four either.
            made = NOTHING
        else:
            grams = [gram for gram in text.word_grams(word) if gram in self.asked.grams]
            trigrams = [piece for piece in pieces if piece in self.asked.trigrams]
            made = Compared(self._likenesses(word, pieces), grams, trigrams)
        self._compared[word] = made
        return made

    def _likenesses(self, title_word: str, pieces: frozenset[str]) -> list[tuple[int, float]]:
        """The asked words that are like it, from 0 to 1: the share of common pieces of three letters."""
        common: dict[int, int] = {}
        for piece in pieces:
            for index in self._pieces.get(piece, ()):
                common[index] = common.get(index, 0) + 1
        pairs = ((i, self._alikeness(i, count, title_word)) for i, count in common.items())
        return [pair for pair in pairs if pair[1] >= LIKENESS]

    def _alikeness(self, index: int, common: int, title_word: str) -> float:
        asked = self.asked.words[index]
        if asked.growing and title_word.startswith(asked.word):
            return 1.0
        return 2 * common / (len(text.pieces(asked.word)) + len(text.pieces(title_word)))


def weigh(counts: dict[str, int], weights: dict[str, float], length: float) -> float:
    """BM25 over n-grams; `length` is that of the title, measured in ordinary titles."""
    if not counts:
        return 0.0
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length)
    return sum(weights[gram] * count * (SATURATION + 1) / (count + norm) for gram, count in counts.items())


def ask_plainly(words: Sequence[str], *, growing: bool) -> Asked:
    """A query without knowledge of how frequent its words are: long words tell more."""
    unique = list(dict.fromkeys(words))
    weighed = [
        Word(word, min(len(word), 10) / 2, growing and index == len(unique) - 1)
        for index, word in enumerate(unique)
    ]
    grams = dict.fromkeys(text.grams(unique, 4), 1.0)
    return Asked(weighed, grams, dict.fromkeys(text.grams(unique, 3), 1.0))
