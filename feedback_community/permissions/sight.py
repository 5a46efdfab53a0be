"""What decides which topics a person sees, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from feedback_community.querysets.prepared import key


@dataclass(frozen=True, slots=True)
class Sight:
    """All that decides which topics a person sees: equal sights see the same.

    `member` is a key, a slot for one in a prepared read, or None for visitors and those without a member yet.
    """

    forums: frozenset[int]
    #: Forums where the person answers for the company, and where the person moderates.
    staffed: frozenset[int] = frozenset()
    moderated: frozenset[int] = frozenset()
    member: Any = None

    @property
    def shape(self) -> Sight:
        """The same sight of any member, for a read that is prepared once for all of them."""
        return self if self.member is None else replace(self, member=key("member"))
