"""PointRule: one line of the table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Q


@dataclass(frozen=True)
class PointRule:
    """One line of the table. Paths are those of Django's lookups, from a row of `model`."""

    #: Its name in the ledger; never changes.
    reason: str
    label: Any
    points: int
    #: The rows that earn: "app_label.Model", and which of them stand at present.
    model: str
    standing: Q
    #: Who earns, and who gave it (a vote has a giver; one's own gifts never count).
    earner: str
    giver: str = ""
    forum: str = ""
    #: When it was earned: a field, or a callable that returns an expression.
    at: str | Callable[[], Any] = "created_at"
    #: Signals that give and revoke: {path of the signal: its argument that is the row or its key}.
    awarded_by: Mapping[str, str] = field(default_factory=dict)
    revoked_by: Mapping[str, str] = field(default_factory=dict)
    #: How its rows hang on a topic, an answer: looked at again when something happens to one of these.
    topic: str = ""
    answer: str = ""
    #: Caps, in points: a day; in all for the same `within` (the idea whose votes these are).
    per_day: int | None = None
    within: str = ""
    per_within: int | None = None
    #: Whether the points fall under the cap of the day (`DAY_POINTS`).
    is_capped: bool = True
    #: Whether too many of them between two persons in a week do not count (`PAIR_VOTES`).
    is_vote: bool = False

    @property
    def source(self) -> str:
        return self.model.lower()

    @property
    def is_installed(self) -> bool:
        try:
            apps.get_model(self.model)
        except LookupError:
            return False
        return True

    def rows_at(self, lookup: str, ids: Iterable[int]) -> set[int]:
        """Keys of its rows that hang on these objects, whether they stand or not."""
        rows = apps.get_model(self.model)._default_manager.filter(**{f"{lookup}__in": list(ids)})
        return set(rows.values_list("pk", flat=True))
