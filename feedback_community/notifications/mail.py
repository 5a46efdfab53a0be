"""A mail written: text and HTML in the reader's language, from the texts as they are now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from feedback_community.conf import app_settings
from feedback_community.models import CommunitySettings, Member, Notification
from feedback_community.notifications.message import CommunityMail
from feedback_community.notifications.pieces import pieces_of, reason_of
from feedback_community.notifications.relevance import Reading, address_of
from feedback_community.notifications.reply_address import make_reply_address
from feedback_community.notifications.tokens import Target, keyed_id, make_token
from feedback_community.people import name_of

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def compose(rows: Sequence[Notification], reading: Reading, *, named_by: Notification) -> CommunityMail:
    """One mail for all rows, about the first of them."""
    with translation.override(language_of(reading.member)):
        context = _context(rows, reading)
        return write(rows[0].kind, context, reading, headers(reading, named_by, context["unsubscribe_url"]))


def write(name: str, context: dict[str, Any], reading: Reading, headers: dict[str, str]) -> CommunityMail:
    """The three templates of a mail, in the language that is on."""
    folder = f"feedback_community/email/{name}"
    message = CommunityMail(
        subject=one_line(render_to_string(f"{folder}_subject.txt", context)),
        body=tidy(render_to_string(f"{folder}_message.txt", context)),
        from_email=sender(reading.topic.forum.site, context["community_name"]),
        to=[address_of(reading.member)],
        reply_to=[context["reply_address"]] if context.get("reply_address") else None,
        headers=headers,
    )
    message.attach_alternative(render_to_string(f"{folder}_message.html", context), "text/html")
    return message


def _context(rows: Sequence[Notification], reading: Reading) -> dict[str, Any]:
    reason, target = reason_of(rows[0], reading)
    first, *others = pieces_of(rows, reading)
    return {
        **around(reading, target),
        "reply_address": _reply_address(rows, reading),
        "topic": reading.topic,
        "forum": reading.topic.forum,
        "first": first,
        "others": others,
        "count": 1 + len(others),
        "reason": reason,
        "topic_url": absolute(reading.topic.forum.site, reading.topic.get_absolute_url()),
    }


def _reply_address(rows: Sequence[Notification], reading: Reading) -> str:
    """Only for those who may answer: nobody is invited in vain. A mail about one answer leads to that one."""
    if (
        not app_settings.REPLY_DOMAIN
        or reading.member.user is None
        or not reading.policy.can_answer(reading.user, reading.topic)
    ):
        return ""
    answer = rows[0].answer_id if len(rows) == 1 else None
    return make_reply_address(reading.member.pk, reading.topic.pk, answer)


def around(reading: Reading, target: Target) -> dict[str, Any]:
    """What the frame of every mail prints. `target` is what its link stops."""
    site = reading.topic.forum.site
    community = CommunitySettings.for_site(site)
    token = make_token(reading.member.pk, target)
    return {
        "reader": name_of(reading.member),
        "community_name": community.name or _("Community"),
        "company_name": community.company_name,
        "unsubscribe_url": absolute(site, reverse("feedback_community:unsubscribe", args=[token])),
        **_own_pages(reading),
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
    }


def _own_pages(reading: Reading) -> dict[str, str]:
    """A guest has none: the link that stops the mails is all there is to set."""
    if reading.member.user is None:
        return {}
    site, names = reading.topic.forum.site, ("subscriptions", "preferences")
    return {f"{name}_url": absolute(site, reverse(f"feedback_community:{name}")) for name in names}


def absolute(site: Site, path: str) -> str:
    """An address on the site as Wagtail knows it, never as some request called it."""
    return site.root_url.rstrip("/") + path


def headers(reading: Reading, named_by: Notification, unsubscribe_url: str) -> dict[str, str]:
    host = reading.topic.forum.site.hostname
    forum = reading.topic.forum
    thread = f"<topic-{keyed_id(reading.member.pk, 'topic', reading.topic.pk)}@{host}>"
    return {
        "Message-ID": f"<{keyed_id(reading.member.pk, named_by.cause)}@{host}>",
        "In-Reply-To": thread,
        "References": thread,
        **list_headers(forum.name, f"forum-{forum.pk}.community.{host}", unsubscribe_url),
    }


def list_headers(name: str, list_id: str, unsubscribe_url: str) -> dict[str, str]:
    """What tells mail programs that this is one of many, and how to end it."""
    name = re.sub(r"[^\w .,&()-]", "", anyascii(name)).strip()
    return {
        "List-Id": f'"{name}" <{list_id}>',
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
    }


def sender(site: Site, community_name: str) -> str:
    """Address by setting, of the site first; with the community's name where the setting has none."""
    given = CommunitySettings.for_site(site).from_email or app_settings.FROM_EMAIL
    name, address = parseaddr(one_line(given or settings.DEFAULT_FROM_EMAIL))
    shown = name or one_line(community_name)
    return f'"{shown.translate({34: None, 92: None})}" <{address}>'


def language_of(member: Member) -> str:
    """The reader's language if the site still has it."""
    known = {code for code, _name in settings.LANGUAGES}
    return member.language if member.language in known else settings.LANGUAGE_CODE


def one_line(text: str) -> str:
    """Fit for a header: no line breaks, no control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


def tidy(text: str) -> str:
    """No more than one empty line in a row, whatever the tags of the template left."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
