"""An act attempted while signed out: kept in the session, shown again after login, sent by one button.

Nothing is written before that button: what lies here is the visitor's own typed text and intention.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from feedback_community import limits

SESSION_KEY = "feedback_community_pending"
#: Names in a form that belong to the page, not to the act.
PAGE_FIELDS = frozenset({"csrfmiddlewaretoken", "kept", "next", "step"})


@dataclass(frozen=True)
class PendingAct:
    """`name` and `kwargs` name the URL of ours that the act goes to; `data` is what was typed."""

    key: str
    name: str
    kwargs: dict[str, Any]
    data: dict[str, list[str]]
    at: float

    def post_data(self) -> QueryDict:
        """The kept form as a view would receive it."""
        data = QueryDict(mutable=True)
        for field, values in self.data.items():
            data.setlist(field, values)
        return data

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Pairs for hidden inputs."""
        return [(field, value) for field, values in self.data.items() for value in values]

    @property
    def text(self) -> str:
        """The text the visitor typed, if the act has one."""
        return next((values[0] for field, values in self.data.items() if field == "body" and values), "")


def keep(request: HttpRequest, *, name: str, kwargs: Mapping[str, Any], data: QueryDict) -> PendingAct | None:
    """Keep an act in the session; None when it is too large to be kept.

    The newest few are kept; the same act on the same object replaces its earlier self.
    """
    typed = {field: list(values) for field, values in data.lists() if field not in PAGE_FIELDS}
    if sum(len(value) for values in typed.values() for value in values) > limits.PENDING_ACT_LENGTH:
        return None
    act = PendingAct(secrets.token_urlsafe(9), name, dict(kwargs), typed, time.time())
    others = [old for old in acts(request) if (old.name, old.kwargs) != (act.name, act.kwargs)]
    _store(request, [*others, act][-limits.PENDING_ACTS :])
    return act


def acts(request: HttpRequest) -> list[PendingAct]:
    """The acts that still wait, oldest first. What is older than PENDING_ACT_DAYS is forgotten."""
    oldest = time.time() - limits.PENDING_ACT_DAYS * 86_400
    rows = request.session.get(SESSION_KEY, [])
    return [PendingAct(**row) for row in rows if row["at"] >= oldest]


def find(request: HttpRequest, key: str | None) -> PendingAct | None:
    return next((act for act in acts(request) if key and act.key == key), None)


def drop(request: HttpRequest, key: str | None) -> None:
    """Forget an act: it was sent, or the visitor does not want it any more."""
    if key and SESSION_KEY in request.session:
        _store(request, [act for act in acts(request) if act.key != key])


def _store(request: HttpRequest, kept: list[PendingAct]) -> None:
    if kept:
        request.session[SESSION_KEY] = [asdict(act) for act in kept]
    else:
        request.session.pop(SESSION_KEY, None)
