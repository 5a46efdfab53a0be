"""Did you mean: words of public documents that are like one that no document has."""

from __future__ import annotations

from collections.abc import Sequence

import xapian

from feedback_community.search.xapian_index import terms

#: Words that are compared with one misspelt word at most.
COMPARED = 4_000
#: Shorter words have too many neighbours.
LETTERS = 4
#: Letters at the start that are taken as right, tried in this order.
BEGINNINGS = (2, 1)


def correct(database: xapian.Database, words: Sequence[str]) -> dict[str, str]:
    """Misspelt word to the likeliest right one, for those words that have one."""
    found = {}
    for word in words:
        if len(word) < LETTERS or database.term_exists(terms.PUBLIC_WORD + word):
            continue
        better = _nearest(database, word)
        if better:
            found[word] = better
    return found


def _nearest(database: xapian.Database, word: str) -> str:
    allowed = 1 if len(word) < 6 else 2
    for beginning in BEGINNINGS:
        best = ("", 0.0)
        prefix = terms.PUBLIC_WORD + word[:beginning]
        for index, item in enumerate(database.allterms(prefix)):
            if index == COMPARED:
                break
            other = item.term.decode(errors="ignore").removeprefix(terms.PUBLIC_WORD)
            if abs(len(other) - len(word)) > allowed or not _share(word, other):
                continue
            edits = distance(word, other, allowed)
            if edits <= allowed and item.termfreq / (1 + 9 * edits) > best[1]:
                best = (other, item.termfreq / (1 + 9 * edits))
        if best[0]:
            return best[0]
    return ""


def _share(word: str, other: str) -> bool:
    """Cheap refusal of most words before their letters are aligned."""
    return len(set(word) & set(other)) >= min(len(set(word)), len(set(other))) - 2


def distance(left: str, right: str, most: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words; above `most` any
    larger number."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        last_before, before = before, row
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last_before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
