"""View restrictions of Wagtail, read once for many pages: which paths are closed, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, QuerySet
from wagtail.models import PageViewRestriction

from feedback_community.querysets.prepared import Prepared

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


def reader_of(user: Any, closed: Iterable[Closed] | None = None) -> Reader:
    """Groups are read only where one of these branches asks for them; None: where any might."""
    if not getattr(user, "is_authenticated", False):
        return Reader()
    if closed is not None and not any(branch.kind == GROUPS for branch in closed):
        return Reader(True, user.is_superuser)
    if user.is_superuser:
        return Reader(True, True, frozenset(Group.objects.values_list("pk", flat=True)))
    return Reader(True, False, frozenset(user.groups.values_list("pk", flat=True)))


def _restrictions() -> QuerySet:
    rows = PageViewRestriction.objects.order_by("pk")
    return rows.values_list("pk", "restriction_type", "page__path", "page__aliases__path", "groups")


_read_restrictions = Prepared(PageViewRestriction, _restrictions)


def closed_branches() -> list[Closed]:
    """All restrictions there are, in one query; an alias has those of its source."""
    kinds: dict[int, str] = {}
    paths: dict[int, set[str]] = {}
    groups: dict[int, set[int]] = {}
    for pk, kind, path, alias, group in _read_restrictions():
        kinds[pk] = kind
        paths.setdefault(pk, set()).update(filter(None, (path, alias)))
        groups.setdefault(pk, set()).update(filter(None, (group,)))
    return [Closed(path, kind, frozenset(groups[pk]), pk) for pk, kind in kinds.items() for path in paths[pk]]


_BROUGHT, _OPEN = "_feedback_community_closed", "_feedback_community_open"


def is_any() -> Exists:
    """Whether anything is closed: lets a page say so with the query that reads it."""
    return Exists(PageViewRestriction.objects.all())


def bring_none(page: Any) -> None:
    """Nothing was closed when the page was read; said once."""
    page.__dict__[_OPEN] = True


def restrictions_of(page: Any) -> QuerySet[PageViewRestriction]:
    """What Wagtail's `get_view_restrictions` gives, and without a query where there is none. The page brings
    along what was read."""
    closed = page.__dict__[_BROUGHT] = [] if page.__dict__.pop(_OPEN, False) else closed_branches()
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
