"""What a visitor typed into the full search: words, phrases in quotes, words with a minus before them.

Nothing else means anything: no field names, no operators, no wildcards of any engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback_community import limits
from feedback_community.search import text

_PART = re.compile(
    r"(?P<minus>(?<!\S)[-\u2212\u2013])?"
    r"(?:[\"«“”](?P<phrase>[^\"»“”]*)[\"»“”]|(?P<word>[^\s\"«»“”]+))"
)
#: Words of one search that are looked at.
WORDS = 30


@dataclass(frozen=True, slots=True)
class Wording:
    typed: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases

    @property
    def all_words(self) -> tuple[str, ...]:
        """Words to be found, those of phrases too: for highlighting."""
        return (*self.words, *(word for phrase in self.phrases for word in phrase))


def read(typed: str) -> Wording:
    typed = " ".join(typed.replace("\x00", " ").split())[: limits.QUERY_LENGTH]
    words: dict[str, None] = {}
    phrases, without = [], []
    for part in _PART.finditer(typed):
        phrase = part["phrase"]
        found = tuple(text.words(phrase if phrase is not None else part["word"]))[:WORDS]
        if not found:
            continue
        if part["minus"]:
            without.append(found)
        elif phrase is not None and len(found) > 1:
            phrases.append(found)
        else:
            words.update(dict.fromkeys(found))
    return Wording(typed, tuple(words)[:WORDS], tuple(phrases), tuple(without))
