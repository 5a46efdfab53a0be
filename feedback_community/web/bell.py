"""Lines of the bell's list, and the bell itself on any page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.enums import NotificationKind
from feedback_community.models import Notification
from feedback_community.notifications.bell import unread_count
from feedback_community.notifications.notices import notice_of
from feedback_community.people import actor_name, name_of
from feedback_community.web.sites import site_for
from feedback_community.web.times import ago, full

_CACHE = "_feedback_community_bell"

ICONS = {
    NotificationKind.OFFICIAL_ANSWER: "official",
    NotificationKind.SOLUTION: "check",
    NotificationKind.STATUS: "started",
    NotificationKind.PAGE: "info",
    NotificationKind.MENTION: "person",
    NotificationKind.ANSWER: "answers",
    NotificationKind.TOPIC: "plus",
    NotificationKind.DECIDED: "edit",
    NotificationKind.CONSENT: "lock",
    NotificationKind.MERGED: "duplicate",
}


@dataclass(frozen=True)
class Bell:
    """What the element prints. `shown` is "" when there is nothing new."""

    url: str
    count: int

    @property
    def shown(self) -> str:
        if self.count >= limits.BELL_COUNT:
            return f"{limits.BELL_COUNT - 1}+"
        return str(self.count) if self.count else ""


@dataclass(frozen=True)
class Line:
    """One notification in the list."""

    url: str
    icon: str
    text: str
    title: str
    excerpt: str
    at: datetime
    is_unread: bool
    pk: int = 0

    @property
    def time(self) -> str:
        return ago(self.at)

    @property
    def full_time(self) -> str:
        return full(self.at)


def bell_for(request: HttpRequest | None) -> Bell | None:
    """The bell of the person who asks; None for visitors, or where the community is not mounted.

    Asked once a request: the host's header and our own bar show the same number.
    """
    if request is None:
        return None
    if not hasattr(request, _CACHE):
        setattr(request, _CACHE, _ring(request))
    bell: Bell | None = getattr(request, _CACHE)
    return bell


def forget_bell(request: HttpRequest) -> None:
    """Something was read in this request: count again."""
    if hasattr(request, _CACHE):
        delattr(request, _CACHE)


def _ring(request: HttpRequest) -> Bell | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    site = site_for(request)
    try:
        url = reverse("feedback_community:notifications")
    except NoReverseMatch:
        return None
    return Bell(url, unread_count(user, site)) if site is not None else None


def line_of(row: Notification) -> Line | None:
    """The line of a row; None for a notice that has nothing to say any more."""
    if row.topic is None:
        return _notice_line(row)
    return Line(
        url=reverse("feedback_community:notification", args=[row.pk]),
        icon=ICONS[NotificationKind(row.kind)],
        text=text_of(row),
        title=row.topic.title,
        excerpt=row.answer.excerpt if row.answer is not None else "",
        at=row.created_at,
        is_unread=row.read_at is None,
        pk=row.pk,
    )


def _notice_line(row: Notification) -> Line | None:
    notice = notice_of(row)
    if notice is None:
        return None
    url = reverse("feedback_community:notification", args=[row.pk])
    return Line(url, notice.icon, notice.text, notice.title, "", row.created_at, row.read_at is None, row.pk)


def text_of(row: Notification) -> str:
    """What happened, in a sentence that stands before the topic's title."""
    name: dict[str, Any] = {"name": actor_name(row.actor, row.answer, row.topic)}
    match row.kind:
        case NotificationKind.OFFICIAL_ANSWER:
            author = row.answer.author if row.answer is not None else row.actor
            return _("Official answer by %(name)s") % {"name": name_of(author)}
        case NotificationKind.SOLUTION:
            return _("%(name)s marked a solution") % name
        case NotificationKind.STATUS:
            return _("%(name)s changed the status") % name
        case NotificationKind.PAGE:
            return _("A page about this was published")
        case NotificationKind.MENTION:
            return _("%(name)s mentioned you") % name
        case NotificationKind.TOPIC:
            return _("New topic by %(name)s") % name
        case NotificationKind.DECIDED:
            return _("Your post was read and decided on")
        case NotificationKind.MERGED:
            return _("A topic that you follow is now discussed here")
        case NotificationKind.CONSENT:
            return _("%(name)s asks whether your topic may be public") % name
    return _("New answer by %(name)s") % name
