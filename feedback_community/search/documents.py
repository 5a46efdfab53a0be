"""What the index holds of one thing, before any engine has seen it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: The kind of document that the core itself brings, as the index names it.
TOPIC = "feedback_community.topic"

#: Model and primary key: what a hit is.
Key = tuple[str, int]

#: One index (Haystack's), objects to write to it, identifiers to take out of it.
Change = tuple[Any, list[Any], list[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """One document of ours. Engines make of it what they can."""

    app_label: str
    model_name: str
    pk: int
    title: str
    body: str
    #: Texts of answers: found by the full search, without weight while typing.
    answers: str
    #: Who may be shown it, see `scopes`.
    scopes: Sequence[str]
    #: Whether anybody at all may read it: only such words become spelling suggestions.
    is_public: bool
    languages: Sequence[str]
    created_at: datetime
    #: Exact values to filter by, for instance {"type": ["idea"], "tag": ["wifi", "router"]}.
    facets: dict[str, list[str]] = field(default_factory=dict)
    #: What its score is multiplied by while somebody types: 1 for a topic, more for what is edited.
    worth: float = 1.0

    @property
    def model(self) -> str:
        return f"{self.app_label}.{self.model_name}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that the index proposes for what somebody types."""

    pk: int
    score: float
    title: str
    model: str = TOPIC

    @property
    def key(self) -> Key:
        return (self.model, self.pk)


@dataclass(frozen=True, slots=True)
class Matches:
    """What the full search proposes, best first."""

    keys: list[Key]
    #: True when no document has all the words and some of them had to do.
    partial: bool = False


def pks_by_model(keys: Iterable[Key]) -> dict[str, list[int]]:
    """The primary keys of each model, in order."""
    found: dict[str, list[int]] = {}
    for model, pk in keys:
        found.setdefault(model, []).append(pk)
    return found


def write_key(key: Key) -> str:
    """Short for topics, which are by far the most."""
    model, pk = key
    return str(pk) if model == TOPIC else f"{model}.{pk}"


def read_key(written: str) -> Key:
    model, _, pk = written.rpartition(".")
    return (model or TOPIC, int(pk))
