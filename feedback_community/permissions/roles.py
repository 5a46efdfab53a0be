"""Rights of a person on a site: group permissions and role providers, united once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet, Value
from django.utils.module_loading import import_string

from feedback_community import hooks
from feedback_community.enums import ForumVisibility, Right
from feedback_community.models import Block, CommunitySettings, Forum, ForumGroupPermission
from feedback_community.permissions.sites import forums_of
from feedback_community.permissions.suspensions import suspension_of
from feedback_community.querysets.prepared import Prepared, key

_CACHE = "_feedback_community_access"
#: Marks the rows that let a person see a forum without a right in it.
_SEES = "sees"


@dataclass(frozen=True)
class Access:
    """What one person may see and do on one site. Forums the person cannot see give no rights."""

    #: Forums of the site that the person sees, in their order.
    forums: dict[int, Forum]
    #: Texts and switches of the community; fetched with the forums, so that they cost no query.
    community: CommunitySettings
    #: Rights by forum id.
    rights: dict[int, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def forum_ids(self) -> frozenset[int]:
        return frozenset(self.forums)

    def has(self, right: str, forum_id: int) -> bool:
        return right in self.rights.get(forum_id, frozenset())

    def forum_ids_with(self, *wanted: str) -> frozenset[int]:
        """Forums where the person has at least one of these rights."""
        return frozenset(pk for pk, rights in self.rights.items() if not rights.isdisjoint(wanted))


def access_for(user: Any, site: Model) -> Access:
    """Computed once and remembered on the user object, as Django does with permissions."""
    cache = user.__dict__.setdefault(_CACHE, {}) if hasattr(user, "__dict__") else {}
    if site.pk not in cache:
        cache[site.pk] = _build(user, site)
    return cache[site.pk]


def forget(user: Any) -> None:
    """Drop what is remembered, when rights changed while the user object lives on."""
    user.__dict__.pop(_CACHE, None)


def _build(user: Any, site: Model) -> Access:
    forums, community = forums_of(site)
    if not getattr(user, "is_authenticated", False):
        seen = {forum.pk: forum for forum in forums if _sees(user, forum, {}, frozenset())}
        return Access(seen, community)
    if user.is_active and user.is_superuser:
        everything = frozenset(Right.values)
        return Access({f.pk: f for f in forums}, community, {f.pk: everything for f in forums})
    rights, of_groups = _granted(user, forums)
    if any(rights.values()):
        _rest(user, rights)
    seen = {f.pk: f for f in forums if _sees(user, f, rights, of_groups)}
    return Access(seen, community, {pk: frozenset(rights.get(pk, ())) for pk in seen})


def _rest(user: Any, rights: dict[int, set[str]]) -> None:
    """The rights of a suspended person rest in the forums where everything is blocked."""
    for pk in rights:
        if rights[pk] and suspension_of(user, Block.EVERYTHING, pk) is not None:
            rights[pk] = set()


def _grants(forums: frozenset[int]) -> QuerySet:
    """Forum and right of each grant, a right without a forum too; and the forums seen through a group."""
    user = key("user")
    rights = ForumGroupPermission.objects.filter(Q(forum=None) | Q(forum__in=forums), group__user=user)
    seen = Forum.groups.through.objects.filter(forum__in=forums, group__user=user)
    found = seen.values_list("forum_id", Value(_SEES))
    return rights.values_list("forum_id", "right").union(found, all=True)


_read_grants = Prepared(ForumGroupPermission, _grants)


def _granted(user: Any, forums: list[Forum]) -> tuple[dict[int, set[str]], frozenset[int]]:
    """Rights by forum (a right without a forum counts in all), and the forums seen through a group.

    One query for both; role providers are asked afterwards.
    """
    united: dict[int, set[str]] = {forum.pk: set() for forum in forums}
    of_groups: set[int] = set()
    for forum_id, right in _read_grants(frozenset(united), user=user.pk):
        if right == _SEES:
            of_groups.add(forum_id)
            continue
        for pk in united if forum_id is None else (forum_id,):
            united[pk].add(right)
    for provided_for, provided in hooks.get_roles(user).items():
        for pk in united if provided_for is None else {provided_for} & set(united):
            united[pk] |= set(provided) & set(Right.values)
    return united, frozenset(of_groups)


def _sees(user: Any, forum: Forum, rights: dict[int, set[str]], of_groups: frozenset[int]) -> bool:
    """Whoever has work to do in a forum sees it; the others by the forum's visibility."""
    if rights.get(forum.pk):
        return True
    match forum.visibility:
        case ForumVisibility.PUBLIC:
            return True
        case ForumVisibility.SIGNED_IN:
            return bool(getattr(user, "is_authenticated", False) and user.is_active)
        case ForumVisibility.GROUPS:
            return forum.pk in of_groups
        case ForumVisibility.PREDICATE:
            return bool(forum.predicate and import_string(forum.predicate)(user))
    return False
