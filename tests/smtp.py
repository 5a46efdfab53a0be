"""A real mail server in a thread, and the settings that lead to it."""

from __future__ import annotations

import email.policy
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import django
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Sink:
    """Keeps what it is given. It can refuse recipients, be slow, or refuse everything for a while."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.seconds = 0.0
        self.answer = "250 taken"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.seconds:
            time.sleep(self.seconds)  # The whole server hangs, as an overloaded one does.
        if self.answer.startswith("250"):
            content = envelope.original_content or b""
            parsed = BytesParser(policy=email.policy.default).parsebytes(content)
            parsed["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
            self.mails.append(parsed)  # type: ignore[arg-type]
        return self.answer

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["X-Envelope-To"] == address]

    def clear(self) -> None:
        self.mails.clear()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dead_port() -> Iterator[int]:
    """A port where nobody answers, kept from everybody else: other tests run beside this one."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))  # Bound and not listening: a connection is refused.
        yield int(held.getsockname()[1])


@contextmanager
def running(sink: Sink, port: int | None = None) -> Iterator[int]:
    """Serve the sink; gives the port."""
    controller = Controller(sink, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def settings_for(port: int, timeout: int = 5) -> dict[str, Any]:
    """The settings of this Django that send mail to the port."""
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    if django.VERSION >= (6, 1):
        return {"MAILERS": {"default": {"BACKEND": BACKEND, "OPTIONS": options}}}
    return {
        "EMAIL_BACKEND": BACKEND,
        "EMAIL_HOST": options["host"],
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": timeout,
    }


def use(settings: Any, port: int, timeout: int = 5) -> None:
    """Point the `settings` fixture at the port."""
    for name, value in settings_for(port, timeout).items():
        setattr(settings, name, value)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return body.get_content()
