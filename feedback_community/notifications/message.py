"""A mail whose addresses stay whole on the wire."""

from __future__ import annotations

from email.policy import EmailPolicy
from typing import Any

from django.core.mail import EmailMultiAlternatives

WHOLE = frozenset({"list-unsubscribe", "message-id", "in-reply-to", "references", "list-id"})


class WholeAddresses(EmailPolicy):
    """Since Django 6.0 mails are written by Python's policies, which turn a long address in a header into
    encoded words. No mail program finds the link in those; lines may have 998 characters."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in WHOLE:
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in WHOLE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


class CommunityMail(EmailMultiAlternatives):
    def message(self, **options: Any) -> Any:
        if "policy" in options:
            options["policy"] = WholeAddresses() + options["policy"]
        return super().message(**options)
