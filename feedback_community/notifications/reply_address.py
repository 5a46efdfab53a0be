"""The address that takes a reply: signed, for one person and one topic, expiring, without personal data.

It is no login: a reply is taken only if it also comes from the person's own address, and rights are asked
as on the web.
"""

from __future__ import annotations

import base64
import hmac
import re
import time
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from feedback_community import limits
from feedback_community.conf import app_settings

PURPOSE = "feedback_community.reply"
DAY = 86_400
#: Mail programs may change the case of an address: the mark has one case only.
LOCAL = re.compile(r"reply-([0-9a-z]+)-([0-9a-z]+)-([0-9a-z]+)(?:-([0-9a-z]+))?-([a-z2-7]{24})")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class ReplyAddress:
    """A verified address. `is_old`: signed by us, and not valid any more."""

    member_id: int
    topic_id: int
    is_old: bool
    #: The answer that the mail told of, where it was one.
    answer_id: int | None = None


def make_reply_address(member_id: int, topic_id: int, answer_id: int | None = None) -> str:
    """ "" where the site takes no replies."""
    if not app_settings.REPLY_DOMAIN:
        return ""
    numbers = (member_id, topic_id, _today(), *(() if answer_id is None else (answer_id,)))
    facts = "-".join(map(_short, numbers))
    return f"reply-{facts}-{_sign(facts)}@{app_settings.REPLY_DOMAIN}"


def read_reply_address(address: str) -> ReplyAddress | None:
    """What the address says; None for a forged one and for any other."""
    local, _at, domain = address.strip().lower().rpartition("@")
    match = LOCAL.fullmatch(local)
    if not match or not app_settings.REPLY_DOMAIN or domain != app_settings.REPLY_DOMAIN.lower():
        return None
    *given, signature = (group for group in match.groups() if group is not None)
    facts = "-".join(given)
    if max(map(len, given)) > 13 or not hmac.compare_digest(_sign(facts), signature):
        return None
    member_id, topic_id, day, *answer = (int(part, 36) for part in given)
    is_old = _today() - day > limits.REPLY_ADDRESS_DAYS
    return ReplyAddress(member_id, topic_id, is_old, answer_id=answer[0] if answer else None)


def _today() -> int:
    return int(time.time() // DAY)


def _sign(facts: str) -> str:
    digest = salted_hmac(PURPOSE, facts, algorithm="sha256").digest()
    return base64.b32encode(digest[:15]).decode().lower()


def _short(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text or "0"
