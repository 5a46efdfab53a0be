"""The one place that talks to the mail server, with the settings of Django 5.2 and of 6.1 alike.

It tells three kinds of trouble apart: this mail cannot be sent, this mail was refused, no server.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.core import mail
from django.core.mail import EmailMessage

from feedback_community import limits

#: The server says that it closes the connection, whatever the mail.
CLOSING = 421


class Unsendable(Exception):
    """The mail itself is broken, e.g. its address. Trying again is useless."""


class Refused(Exception):
    """The server did not take this one mail; others may pass."""


class Unavailable(Exception):
    """There is no server, or it takes no mails from us at present. Nothing was wrong with the mail."""


def new_connection() -> Any:
    """A connection of the site's default mailer, with an end to its patience."""
    mailers = getattr(mail, "mailers", None)
    connection: Any = mail.get_connection() if mailers is None else mailers.default
    if getattr(connection, "timeout", 0) is None:
        # Without a time a server that hangs would hold the worker for ever.
        connection.timeout = limits.MAIL_TIMEOUT_SECONDS
    return connection


class Postman:
    """Sends mails one by one over one connection, opened with the first."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Returns when the server has taken the mail. Raises Unsendable, Refused or Unavailable."""
        try:
            self._connect()
            self._connection.send_messages([message])
        except (ValueError, smtplib.SMTPNotSupportedError) as problem:
            raise Unsendable(_words(problem)) from problem
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as problem:
            if CLOSING in _codes(problem):
                self._hang_up()
                raise Unavailable(_words(problem)) from problem
            raise Refused(_words(problem)) from problem
        except OSError as problem:  # Sockets, time-outs and all other errors of smtplib.
            self._hang_up()
            raise Unavailable(_words(problem)) from problem
        except Exception as problem:  # Other backends have errors of their own.
            self._hang_up()
            raise Refused(_words(problem)) from problem

    def _connect(self) -> None:
        if self._connection is None:
            connection = new_connection()
            connection.open()
            self._connection = connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()


def _codes(problem: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> set[int]:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return {code for code, _text in problem.recipients.values()}
    return {problem.smtp_code}


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]
