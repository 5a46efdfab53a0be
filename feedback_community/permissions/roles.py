"""Rights of a person on a site: group permissions and role providers, united once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q
from django.utils.module_loading import import_string

from feedback_community import hooks
from feedback_community.enums import ForumVisibility, Right
from feedback_community.models import Forum, ForumGroupPermission

_CACHE = "_feedback_community_access"


@dataclass(frozen=True)
class Access:
    """What one person may see and do on one site. Forums the person cannot see give no rights."""

    #: Forums of the site that the person sees, in their order.
    forums: dict[int, Forum]
    #: Rights by forum id.
    rights: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def forum_ids(self) -> frozenset[int]:
        return frozenset(self.forums)

    def has(self, right: str, forum_id: int) -> bool:
        return right in self.rights.get(forum_id, frozenset())

    def forum_ids_with(self, right: str) -> frozenset[int]:
        return frozenset(pk for pk, rights in self.rights.items() if right in rights)


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
    forums = list(Forum.objects.of_site(site))
    if not getattr(user, "is_authenticated", False):
        return Access({forum.pk: forum for forum in forums if _sees(user, forum, {}, frozenset())})
    if user.is_active and user.is_superuser:
        everything = frozenset(Right.values)
        return Access({f.pk: f for f in forums}, {f.pk: everything for f in forums})
    rights = _rights(user, forums)
    member_forums = _group_forums(user, forums)
    seen = {f.pk: f for f in forums if _sees(user, f, rights, member_forums)}
    return Access(seen, {pk: frozenset(rights.get(pk, ())) for pk in seen})


def _rights(user: Any, forums: list[Forum]) -> dict[int, set[str]]:
    """Rights of the person's groups and of role providers. A right without a forum counts in all."""
    ids = {forum.pk for forum in forums}
    united: dict[int, set[str]] = {pk: set() for pk in ids}
    granted = ForumGroupPermission.objects.filter(
        Q(forum=None) | Q(forum__in=ids), group__user=user
    ).values_list("forum_id", "right")
    for forum_id, right in granted:
        for pk in ids if forum_id is None else (forum_id,):
            united[pk].add(right)
    for forum_id, rights in hooks.get_roles(user).items():
        if forum_id in ids:
            united[forum_id] |= set(rights) & set(Right.values)
    return united


def _group_forums(user: Any, forums: list[Forum]) -> frozenset[int]:
    """Forums seen through a group; no query where no forum asks for one."""
    limited = [f.pk for f in forums if f.visibility == ForumVisibility.GROUPS]
    if not limited:
        return frozenset()
    rows = Forum.groups.through.objects.filter(forum__in=limited, group__user=user)
    return frozenset(rows.values_list("forum_id", flat=True))


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
