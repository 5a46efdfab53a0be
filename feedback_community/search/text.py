"""Text to words and n-grams, the same for documents and queries, whatever the engine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

#: Bytes of one indexed word; Xapian refuses terms above 245 bytes and loses the whole batch with them.
WORD_BYTES = 60
#: Characters of an n-gram. Four was the best on English and on Russian.
GRAM_LENGTH = 4

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*(?:\+\+|#)?")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00e0-\u024f]")

#: Languages that are written in Cyrillic; all others that Snowball knows we treat as Latin.
CYRILLIC_LANGUAGES = frozenset({"ru", "russian"})


def normalize(text: str) -> str:
    """Lower case, one form of each character, "ё" as "е" (people type either)."""
    return unicodedata.normalize("NFKC", text).lower().replace("ё", "е").replace("\u2019", "'")


def words(text: str) -> list[str]:
    """The words of a text in order, each cut to a safe length."""
    return [cut(word) for word in _WORD.findall(normalize(text))]


def cut(word: str) -> str:
    """At most `WORD_BYTES` bytes, never in the middle of a character."""
    if len(word) * 4 <= WORD_BYTES:
        return word
    return word.encode()[:WORD_BYTES].decode(errors="ignore")


def ends_in_word(text: str) -> bool:
    """Whether the last word may still be growing: nothing was typed after it."""
    return bool(text) and (text[-1].isalnum() or text[-1] in "'\u2019")


@lru_cache(maxsize=131_072)
def word_grams(word: str, length: int = GRAM_LENGTH) -> tuple[str, ...]:
    """Character n-grams of a word with its edges marked by a blank; a short word is one gram."""
    edged = f" {word} "
    count = len(edged) - length + 1
    if count < 1:
        return (edged,)
    return tuple(edged[i : i + length] for i in range(count))


@lru_cache(maxsize=65_536)
def pieces(word: str) -> frozenset[str]:
    """The set of three-letter pieces of a word, to compare it with another."""
    return frozenset(word_grams(word, 3))


def grams(found: Iterable[str], length: int = GRAM_LENGTH) -> list[str]:
    return [gram for word in found for gram in word_grams(word, length)]


def is_cyrillic(word: str) -> bool:
    return bool(_CYRILLIC.search(word))


@lru_cache(maxsize=65_536)
def language_of(word: str, languages: Sequence[str]) -> str:
    """The language to stem a word in: the first of the site's that is written in the word's script."""
    cyrillic = is_cyrillic(word)
    if not cyrillic and not _LATIN.search(word):
        return ""
    for language in languages:
        if (language in CYRILLIC_LANGUAGES) == cyrillic:
            return language
    return ""
