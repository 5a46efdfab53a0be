"""A mail that came in, read with care: nothing in it is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import getaddresses

from django.utils.crypto import salted_hmac

from feedback_community import limits
from feedback_community.notifications.quotes import own_words, text_of_html
from feedback_community.notifications.reply_address import ReplyAddress, read_reply_address

#: Where the address stands to which it was delivered.
RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
#: Headers of mails that no person wrote.
MACHINES = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-response-suppress")
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
#: How we name our own mails, see `notifications.mail.headers`.
OURS = re.compile(r"^<[0-9a-f]{40}@[^>]+>$")
DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply)@", re.IGNORECASE)


@dataclass(frozen=True)
class SentFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """`key` names the message for ever; `to` is the signed address it was sent to, if there is one."""

    key: str
    sender: str
    to: ReplyAddress | None
    is_automatic: bool
    text: str
    files: tuple[SentFile, ...]


def parse(raw: bytes) -> EmailMessage | None:
    """The message; None for one that is too large."""
    if len(raw) > limits.MAIL_IN_BYTES:
        return None
    message = BytesParser(policy=policy.default).parsebytes(raw)
    return message if isinstance(message, EmailMessage) else None


def read_mail(message: EmailMessage, *, envelope_to: str = "") -> Incoming:
    sender = _addresses(message, "from")
    identity = _header(message, "message-id") or message.as_string()
    return Incoming(
        key=salted_hmac("feedback_community.incoming", identity, algorithm="sha256").hexdigest(),
        sender=sender[0] if len(sender) == 1 else "",
        to=_signed(message, envelope_to),
        is_automatic=_is_automatic(message),
        text=_text(message),
        files=tuple(_files(message)),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; a broken one is none."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # Python's parser of headers raises many kinds of errors for hostile ones.
        return ""


def _addresses(message: EmailMessage, name: str) -> list[str]:
    try:
        found = getaddresses([str(value) for value in message.get_all(name, [])])
    except Exception:  # As above.
        return []
    return [address.strip().lower() for _name, address in found if "@" in address]


def _signed(message: EmailMessage, envelope_to: str) -> ReplyAddress | None:
    asked = [envelope_to, *(each for name in RECIPIENTS for each in _addresses(message, name))]
    return next((found for each in asked if each and (found := read_reply_address(each))), None)


def _is_automatic(message: EmailMessage) -> bool:
    """Out of office, lists, returned mails, our own: an answer to one would be the first of a thousand."""
    auto = _header(message, "auto-submitted").lower()
    return (
        (auto not in ("", "no"))
        or _header(message, "precedence").lower() in BULK
        or any(message.get(name) is not None for name in MACHINES)
        or _header(message, "return-path") == "<>"
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
        or OURS.match(_header(message, "message-id")) is not None
        or any(DAEMON.match(address) for address in _addresses(message, "from"))
    )


def _text(message: EmailMessage) -> str:
    """What the person wrote; "" for a mail without words."""
    plain = message.get_body(("plain",))
    if plain is not None and (words := _content(plain)).strip():
        return own_words(words)
    html = message.get_body(("html",))
    return own_words(text_of_html(_content(html))) if html is not None else ""


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):
        # An unknown or false character set.
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _files(message: EmailMessage) -> Iterator[SentFile]:
    """What is attached. Pictures of a signature stand in the text and are left out."""
    for part in message.walk():
        name = part.get_filename()
        if (
            part.is_multipart()
            or not name
            or (part.get("content-id") and part.get_content_disposition() != "attachment")
        ):
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield SentFile(name, payload)
