"""Who may do what in the admin: the community's own roles by forum, Django's permissions for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Site
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy

from feedback_community.enums import ModerationState, Right
from feedback_community.models import (
    BulkAct,
    DuplicateSuggestion,
    Flag,
    Forum,
    ForumGroupPermission,
    GuestProof,
    Member,
    ModerationItem,
    OutboxMessage,
    Topic,
)
from feedback_community.permissions.policy import STAFF_RIGHTS, get_policy
from feedback_community.querysets.topics import TopicQuerySet

_CACHE = "_feedback_community_admin_forums"


def moderated_forums(user: Any) -> list[Forum]:
    """The forums, of all sites, whose held posts the person decides on."""
    policy = get_policy()
    return [forum for forum in all_forums(user) if policy.can_moderate(user, forum)]


def staffed_forums(user: Any) -> list[Forum]:
    """The forums, of all sites, in which the person works for the company."""
    policy = get_policy()
    return [forum for forum in all_forums(user) if policy.is_staff(user, forum)]


def all_forums(user: Any) -> list[Forum]:
    """Fetched once per request: remembered on the user object, as rights are."""
    forums = Forum.objects.select_related("site")
    if not hasattr(user, "__dict__"):
        return list(forums)
    if _CACHE not in user.__dict__:
        user.__dict__[_CACHE] = list(forums)
    remembered: list[Forum] = user.__dict__[_CACHE]
    return remembered


def staff_topics(user: Any) -> TopicQuerySet:
    """What the person may open by address, of the forums in which they work.

    Of a removed topic others see a stub without title and text: it is for those who decide on it.
    """
    policy = get_policy()
    forums = staffed_forums(user)
    topics = Topic.objects.none()
    for site in Site.objects.filter(pk__in={forum.site_id for forum in forums}):
        topics = topics | policy.visible_topics(user, site)
    deciding = Q(forum__in=[forum.pk for forum in moderated_forums(user)])
    mine = topics.filter(forum__in=[forum.pk for forum in forums])
    return mine.filter(deciding | ~Q(state=ModerationState.REMOVED))


class ForumRightPolicy(BasePermissionPolicy):
    """Allowed to whoever has such a right in at least one forum; which rows is for the view to say."""

    def __init__(
        self,
        model: type[Model],
        *,
        forums: Callable[[Any], list[Forum]],
        rights: Iterable[Right],
        actions: Iterable[str],
    ) -> None:
        super().__init__(model)
        self.forums = forums
        self.rights = tuple(rights)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(self.forums(user))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return bool(self.actions & set(actions)) and bool(self.forums(user))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Superusers and members of groups with the right; those whom a role provider names are not known."""
        groups = ForumGroupPermission.objects.filter(right__in=self.rights).values("group")
        holders = Q(is_superuser=True) | Q(groups__in=groups)
        return get_user_model().objects.filter(holders, is_active=True).distinct()


class LimitedPolicy(ModelPermissionPolicy):
    """Django's permissions, but only some of the acts: a superuser has no add button either."""

    def __init__(self, model: type[Model], *, actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


#: Wagtail 8 asks its registry, 7.4 the viewset; both get these.
POLICIES: dict[type[Model], BasePermissionPolicy] = {
    ModerationItem: ForumRightPolicy(
        ModerationItem, forums=moderated_forums, rights=(Right.MODERATE,), actions=("view", "change")
    ),
    DuplicateSuggestion: ForumRightPolicy(
        DuplicateSuggestion, forums=moderated_forums, rights=(Right.MODERATE,), actions=("view", "change")
    ),
    Flag: ForumRightPolicy(
        Flag, forums=moderated_forums, rights=(Right.MODERATE,), actions=("view", "change")
    ),
    GuestProof: ForumRightPolicy(
        GuestProof, forums=moderated_forums, rights=(Right.MODERATE,), actions=("view",)
    ),
    BulkAct: ForumRightPolicy(
        BulkAct, forums=staffed_forums, rights=STAFF_RIGHTS, actions=("view", "change")
    ),
    Topic: ForumRightPolicy(Topic, forums=staffed_forums, rights=STAFF_RIGHTS, actions=("view",)),
    Member: LimitedPolicy(Member, actions=("view", "change")),
    OutboxMessage: LimitedPolicy(OutboxMessage, actions=("view", "change")),
}


class RoomCheckedMixin:
    """Asks for the right to the room before an object is looked up, so that the answer tells nothing."""

    room: type[Model]
    room_actions: tuple[str, ...] = ("view", "change")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not POLICIES[self.room].user_has_any_permission(request.user, self.room_actions):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
