"""Searching in the database while the index cannot be used: slower and plainer, but never nothing."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce

from django.db.models import Q, QuerySet

from feedback_community.models import Topic
from feedback_community.search import ranking, text
from feedback_community.search.documents import Candidate
from feedback_community.search.wording import Wording

#: Topics that are looked at: the latest with one of the words.
POOL = 200
#: Words that are looked for.
WORDS = 8
#: A word is looked for without its ending, because a database knows no word forms.
ENDING, LETTERS = 2, 4


def similar(topics: QuerySet[Topic], typed: str, *, growing: bool, limit: int) -> list[Candidate]:
    words = text.words(typed)
    wanted = sorted({word for word in words if len(word) > 2}, key=len, reverse=True)[:WORDS]
    if not wanted:
        return []
    found = topics.filter(reduce(operator.or_, (_has(word, "title") for word in wanted)))
    rows = found.order_by("-last_activity_at", "-pk").values_list("pk", "title")[:POOL]
    pool = [ranking.Proposal(pk, 0.0, text.words(title)) for pk, title in rows]
    return ranking.rank(pool, ranking.ask_plainly(words, growing=growing))[:limit]


def matches(topics: QuerySet[Topic], words: Wording, *, limit: int) -> list[Candidate]:
    """Topics with all the words, those with more of them in the title first."""
    for word in words.words[:WORDS]:
        topics = topics.filter(_has(word, "title", "body_text"))
    for phrase in words.phrases[:WORDS]:
        topics = topics.filter(_contains(" ".join(phrase), "title", "body_text"))
    for unwanted in words.without[:WORDS]:
        topics = topics.exclude(_contains(" ".join(unwanted), "title", "body_text"))
    rows = topics.order_by("-last_activity_at", "-pk").values_list("pk", "title")[:limit]
    pool = [ranking.Proposal(pk, 0.0, text.words(title)) for pk, title in rows]
    asked = ranking.ask_plainly(words.all_words, growing=False)
    return ranking.rank(pool, asked)


def _has(word: str, *fields: str) -> Q:
    return _contains(word[:-ENDING] if len(word) - ENDING >= LETTERS else word, *fields)


def _contains(part: str, *fields: str) -> Q:
    """SQLite folds the case of ASCII only, hence the usual spellings beside one another."""
    conditions = [Q(**{f"{field}__icontains": spelling}) for field in fields for spelling in _spellings(part)]
    return reduce(operator.or_, conditions)


def _spellings(part: str) -> Iterable[str]:
    return {part} if part.isascii() else {part, part.capitalize(), part.upper()}
