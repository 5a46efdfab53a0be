"""Replies by mail, from a pipe of the mail server or from a mailbox."""

from __future__ import annotations

import argparse
import mailbox
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from feedback_community import limits
from feedback_community.actions.mail_replies import take_reply
from feedback_community.notifications.incoming import parse, read_mail

#: Of sysexits.h: the mail server keeps the mail and tries again later.
TRY_LATER = 75


class Command(BaseCommand):
    help = (
        "Takes replies by mail: one message from standard input, or all of a mailbox (mbox or Maildir), "
        "which is empty afterwards. What cannot be taken for now stays there, or is tried again by the "
        "mail server (exit code 75)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--mailbox", default="", help="An mbox file or a Maildir.")
        parser.add_argument(
            "--to", default="", help="Address of the envelope, where the mail server knows it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mailbox"]:
            self._take_all(Path(options["mailbox"]), options["to"])
            return
        raw = sys.stdin.buffer.read(limits.MAIL_IN_BYTES + 1)
        try:
            self._take(raw, options["to"])
        except DatabaseError as problem:
            raise CommandError(f"Not taken for now: {problem}", returncode=TRY_LATER) from problem

    def _take(self, raw: bytes, to: str) -> bool:
        message = parse(raw)
        answer = take_reply(read_mail(message, envelope_to=to)) if message is not None else None
        return answer is not None

    def _take_all(self, path: Path, to: str) -> None:
        if not path.exists():
            raise CommandError(f"There is no mailbox {path}.")
        kind = mailbox.Maildir if path.is_dir() else mailbox.mbox
        box: mailbox.Mailbox[Any] = kind(path, create=False)
        posted = seen = 0
        box.lock()
        try:
            for key in list(box.keys()):
                posted += self._take(box.get_bytes(key), to)
                seen += 1
                box.remove(key)
                box.flush()
        finally:
            box.close()
        self.stdout.write(f"Took {seen} messages, posted {posted}.")
