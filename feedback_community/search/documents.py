"""What the index holds of one thing, before any engine has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that the index proposes for what somebody types."""

    pk: int
    score: float
    title: str


@dataclass(frozen=True, slots=True)
class Matches:
    """What the full search proposes: primary keys, best first."""

    pks: list[int]
    #: True when no document has all the words and some of them had to do.
    partial: bool = False
