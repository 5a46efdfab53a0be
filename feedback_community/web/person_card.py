"""The person card: what staff see of an author, from the community and from the host's own models."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from feedback_community import hooks, limits
from feedback_community.enums import Right
from feedback_community.models import Answer, Forum, Guest, Member, Topic
from feedback_community.people import PersonCard, card_of
from feedback_community.permissions.policy import get_policy
from feedback_community.permissions.suspensions import suspensions_of

logger = logging.getLogger("feedback_community.person_card")
VIEWED = "feedback_community.view_person_facts"


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line. `url` leads into the host's own admin, "" for none."""

    label: str
    value: str
    url: str = ""


class FactProvider(Protocol):
    """What a host registers with the hook `register_feedback_person_facts`.

    `name` is unique and stands in the access log and the cache key; `label` is the heading.
    `cache_seconds`: how long facts may be old; 0 asks each time.
    """

    name: str
    label: Any
    cache_seconds: int

    def is_allowed(self, viewer: Any, person: Any) -> bool:
        """Whether this user of the admin may see these facts of that user."""

    def facts(self, person: Any) -> Sequence[Fact]:
        """The facts of a user of the host. An error shows nothing and is logged."""


@dataclass(frozen=True)
class Section:
    heading: str
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Card:
    """What the template prints."""

    person: PersonCard
    sections: Sequence[Section]


def card_for(member: Member | None, *, viewer: Any) -> Card | None:
    """The card of a member for one user of the admin, or None where there is nobody.

    That somebody looked at facts of the host is kept in Wagtail's audit log, once an hour at most.
    """
    if member is None or member.is_anonymised:
        return None
    sections = [Section(_("In the community"), own_facts(member) + _address(member, viewer))]
    if member.user_id is not None:
        asked = [provider for provider in hooks.get_person_facts() if _allowed(provider, viewer, member)]
        sections += [Section(str(p.label), found) for p in asked if (found := _facts(p, member))]
        _keep_access(member, viewer, [provider.name for provider in asked])
    return Card(card_of(member), sections)


def works_here(viewer: Any) -> bool:
    """Whether somebody works for the company in any forum of any site."""
    policy = get_policy()
    return any(policy.is_staff(viewer, forum) for forum in Forum.objects.select_related("site"))


def own_facts(member: Member) -> list[Fact]:
    """From the community's rows; counted no further than shown."""
    top = limits.QUEUE_COUNT
    topics = len(Topic.objects.published().by_author(member).order_by().values_list("pk")[:top])
    answers = len(Answer.objects.published().by_author(member).order_by().values_list("pk")[:top])
    solved = len(Topic.objects.published().filter(solution__author=member).order_by().values_list("pk")[:top])
    found = [
        Fact(_("Member since"), f"{timezone.localtime(member.created_at):%Y-%m-%d}"),
        Fact(_("Topics"), _bounded(topics)),
        Fact(_("Answers"), _bounded(answers)),
        Fact(_("Solutions"), _bounded(solved)),
    ]
    for row in suspensions_of(member):
        until = f"{timezone.localtime(row.until):%Y-%m-%d %H:%M}" if row.until else _("until lifted")
        place = f" ({row.forum})" if row.forum_id else ""
        found.append(Fact(_("Suspended until"), f"{until}{place}"))
    return found


def _address(member: Member, viewer: Any) -> list[Fact]:
    """Of a guest, for those who may see addresses in a forum where the guest wrote."""
    guest = Guest.objects.filter(member=member).exclude(address="").first()
    if guest is None:
        return []
    policy, forums = get_policy(), Forum.objects.select_related("site")
    may = [forum.pk for forum in forums if policy.has_right(viewer, Right.SEE_ADDRESSES, forum)]
    topics = Topic.objects.by_author(member).filter(forum__in=may)
    answers = Answer.objects.by_author(member).filter(topic__forum__in=may)
    return [Fact(_("Address of the guest"), guest.address)] if topics.exists() or answers.exists() else []


def _bounded(count: int) -> str:
    return f"{limits.QUEUE_COUNT - 1}+" if count >= limits.QUEUE_COUNT else str(count)


def _allowed(provider: FactProvider, viewer: Any, member: Member) -> bool:
    try:
        return bool(provider.is_allowed(viewer, member.user))
    except Exception:
        logger.exception("Fact provider %r failed", provider.name)
        return False


def _facts(provider: FactProvider, member: Member) -> list[Fact]:
    key = f"feedback_community:facts:{provider.name}:{member.user_id}"
    known = cache.get(key) if provider.cache_seconds else None
    if known is not None:
        return list(known)
    try:
        found = list(provider.facts(member.user))
    except Exception:
        logger.exception("Fact provider %r failed", provider.name)
        return []
    if provider.cache_seconds:
        cache.set(key, found, provider.cache_seconds)
    return found


def _keep_access(member: Member, viewer: Any, names: list[str]) -> None:
    if not names:
        return
    since = timezone.now() - timedelta(hours=1)
    known = ModelLogEntry.objects.for_instance(member).filter(
        action=VIEWED, user_id=viewer.pk, timestamp__gt=since
    )
    if not known.exists():
        log(instance=member, action=VIEWED, user=viewer, data={"providers": names})
