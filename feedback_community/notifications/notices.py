"""Notices: what one person is told that is not about a topic. Optional apps bring their own kinds.

A row keeps the kind and plain values; the words are made when it is read or sent, in the reader's
language, and only if there is still something to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Site

from feedback_community.enums import NotificationChannel, Timing
from feedback_community.models import CommunitySettings, Member, Notification
from feedback_community.notifications.mail import absolute, language_of, one_line, sender, tidy
from feedback_community.notifications.message import CommunityMail
from feedback_community.notifications.pieces import Piece
from feedback_community.notifications.relevance import address_of
from feedback_community.notifications.tokens import keyed_id
from feedback_community.notifications.types import preference_key
from feedback_community.people import name_of


@dataclass(frozen=True)
class Notice:
    """`title` leads to `url`; `text` is the sentence beside it; `body` are the words of the mail."""

    title: str
    text: str
    url: str
    icon: str = "info"
    body: str = ""
    #: Why the person gets it, in a sentence of the mail.
    reason: str = ""


#: Mailed whatever the preferences say: nobody else would tell.
ALWAYS_MAILED = frozenset({"suspended"})
#: Takes the row (recipient fetched) and says what is told; None when there is nothing to say any more.
Teller = Callable[[Notification], Notice | None]

_tellers: dict[str, Teller] = {}


def register_notice(name: str, tell: Teller) -> None:
    """Make `tell` write the notices of that name. Called in `ready()`; again replaces it."""
    _tellers[name] = tell


def notice_of(row: Notification) -> Notice | None:
    """What the row says; None for one whose app is gone, or that is no longer true."""
    tell = _tellers.get(row.data.get("notice", ""))
    return tell(row) if tell else None


def compose_notice(row: Notification) -> CommunityMail | None:
    """The mail of a notice; None when it is not to leave."""
    member = Member.objects.reachable().with_user().filter(user__isnull=False, pk=row.recipient_id).first()
    site = Site.objects.filter(is_default_site=True).first()
    if member is None or site is None or not address_of(member):
        return None
    wish = member.preferences.get(preference_key(NotificationChannel.EMAIL, row.kind))
    if wish == Timing.NEVER and row.data.get("notice") not in ALWAYS_MAILED:
        return None
    row.recipient = member
    with translation.override(language_of(member)):
        notice = notice_of(row)
        return _write(row, notice, member, site) if notice else None


def _write(row: Notification, notice: Notice, member: Member, site: Site) -> CommunityMail:
    context = _context(notice, member, site)
    folder = "feedback_community/email/notice"
    message = CommunityMail(
        subject=one_line(render_to_string(f"{folder}_subject.txt", context)),
        body=tidy(render_to_string(f"{folder}_message.txt", context)),
        from_email=sender(site, context["community_name"]),
        to=[address_of(member)],
        headers={
            "Message-ID": f"<{keyed_id(member.pk, row.cause)}@{site.hostname}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(render_to_string(f"{folder}_message.html", context), "text/html")
    return message


def _context(notice: Notice, member: Member, site: Site) -> dict[str, Any]:
    community = CommunitySettings.for_site(site)
    url = absolute(site, notice.url)
    return {
        "reader": name_of(member),
        "notice": notice,
        "topic": {"title": notice.title},
        "topic_url": url,
        "first": Piece(kind=str(Notification._meta.model_name), url=url),
        "reason": notice.reason,
        "community_name": community.name or translation.gettext("Community"),
        "company_name": community.company_name,
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
    }
