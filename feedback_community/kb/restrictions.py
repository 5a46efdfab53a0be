"""View restrictions of Wagtail, read once for many pages: which paths are closed, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import PageViewRestriction

from feedback_community.kb.models.record import PAGE_MODEL

LOGIN, GROUPS = PageViewRestriction.LOGIN, PageViewRestriction.GROUPS


@dataclass(frozen=True, slots=True)
class Closed:
    """A branch of the tree that not everybody may see."""

    path: str
    kind: str
    groups: frozenset[int] = frozenset()
    pk: int = 0

    def lets_in(self, reader: Reader) -> bool:
        """A password is asked for on the page itself: here nobody has given it."""
        if self.kind == LOGIN:
            return reader.signed_in
        return self.kind == GROUPS and (reader.is_superuser or bool(self.groups & reader.groups))


@dataclass(frozen=True, slots=True)
class Reader:
    """What of a person restrictions ask for."""

    signed_in: bool = False
    is_superuser: bool = False
    groups: frozenset[int] = field(default_factory=frozenset)


def reader_of(user: Any) -> Reader:
    if not getattr(user, "is_authenticated", False):
        return Reader()
    if user.is_superuser:
        return Reader(True, True, frozenset(Group.objects.values_list("pk", flat=True)))
    return Reader(True, False, frozenset(user.groups.values_list("pk", flat=True)))


def closed_branches() -> list[Closed]:
    """All restrictions there are; an alias has those of its source."""
    rows = list(PageViewRestriction.objects.select_related("page").prefetch_related("groups"))
    if not rows:
        return []
    paths = {row.page_id: [row.page.path] for row in rows}
    aliases = apps.get_model(PAGE_MODEL).objects.filter(alias_of__in=paths)
    for source, path in aliases.values_list("alias_of", "path"):
        paths[source].append(path)
    return [
        Closed(path, row.restriction_type, frozenset(group.pk for group in row.groups.all()), row.pk)
        for row in rows
        for path in paths[row.page_id]
    ]


_BROUGHT = "_feedback_community_closed"


def restrictions_of(page: Any) -> QuerySet[PageViewRestriction]:
    """What Wagtail's `get_view_restrictions` gives, and without a query where there is none. The page brings
    along what was read."""
    closed = page.__dict__[_BROUGHT] = closed_branches()
    found = {branch.pk for branch in restrictions_on(page.path, closed)}
    return PageViewRestriction.objects.filter(pk__in=found) if found else PageViewRestriction.objects.none()


def closed_around(page: Any) -> list[Closed]:
    """All restrictions, once as the page has brought them along."""
    brought: list[Closed] | None = page.__dict__.pop(_BROUGHT, None)
    return closed_branches() if brought is None else brought


def restrictions_on(path: str, closed: Sequence[Closed]) -> list[Closed]:
    return [branch for branch in closed if path.startswith(branch.path)]


def is_open(path: str, closed: Sequence[Closed], reader: Reader) -> bool:
    """Whether the person may see the page that lies there."""
    return all(branch.lets_in(reader) for branch in restrictions_on(path, closed))
