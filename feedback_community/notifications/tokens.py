"""The token in a mail that stops mails: signed, for this purpose only, expiring, without personal data.

It names a member and what the member followed. It is no login: all it can do is make us silent.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac

from feedback_community.conf import app_settings
from feedback_community.models import CommunityTag, Forum, Member, Topic

PURPOSE = "feedback_community.unsubscribe"
Target = Topic | Forum | CommunityTag | Member
#: Letter in the token, and what it names. The member itself stands for the summaries.
TARGETS: dict[str, type[Target]] = {"t": Topic, "f": Forum, "g": CommunityTag, "m": Member}


@dataclass(frozen=True)
class Unsubscription:
    """A verified wish."""

    member_id: int
    target: str
    target_id: int

    @property
    def model(self) -> type[Target]:
        return TARGETS[self.target]


def make_token(member_id: int, target: Target) -> str:
    letter = next(letter for letter, model in TARGETS.items() if isinstance(target, model))
    return signing.dumps([member_id, letter, target.pk], salt=PURPOSE)


def read_token(token: str) -> Unsubscription | None:
    """What the token says, or None when it is forged, broken or too old."""
    age = app_settings.UNSUBSCRIBE_LINK_DAYS * 86_400
    try:
        member_id, letter, target_id = signing.loads(token, salt=PURPOSE, max_age=age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Unsubscription(member_id, letter, target_id) if letter in TARGETS else None


def keyed_id(*parts: object) -> str:
    """The same for the same parts, and unguessable: for Message-IDs."""
    text = ":".join(str(part) for part in parts)
    return salted_hmac("feedback_community.message-id", text, algorithm="sha256").hexdigest()[:40]
