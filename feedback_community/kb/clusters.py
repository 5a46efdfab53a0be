"""Questions that are alike: titles that share much of their letters, joined to groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from feedback_community.search import text

#: Share of common pieces of four letters from which two titles are about the same.
ALIKE = 0.38
#: A piece in more titles than this tells nothing, and would cost the square of them.
COMMON = 40


def clusters(titles: dict[int, str]) -> list[list[int]]:
    """Groups of two and more keys, in the order of the titles."""
    grams = {pk: frozenset(text.grams(text.words(title))) for pk, title in titles.items()}
    holders: dict[str, list[int]] = {}
    for pk, pieces in grams.items():
        for piece in pieces:
            holders.setdefault(piece, []).append(pk)
    parent = {pk: pk for pk in titles}
    compared: set[tuple[int, int]] = set()
    for together in holders.values():
        if len(together) > COMMON:
            continue
        for pair in combinations(together, 2):
            if pair not in compared:
                compared.add(pair)
                if _likeness(grams[pair[0]], grams[pair[1]]) >= ALIKE:
                    parent[_root(parent, pair[1])] = _root(parent, pair[0])
    groups: dict[int, list[int]] = {}
    for pk in titles:
        groups.setdefault(_root(parent, pk), []).append(pk)
    return [group for group in groups.values() if len(group) > 1]


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left and right else 0.0


def _root(parent: dict[int, int], pk: int) -> int:
    while parent[pk] != pk:
        parent[pk] = parent[parent[pk]]
        pk = parent[pk]
    return pk


def key_of(query: str) -> str:
    """The same for the same words in any order."""
    words: Sequence[str] = sorted(set(text.words(query)))
    return " ".join(words)[:200]
