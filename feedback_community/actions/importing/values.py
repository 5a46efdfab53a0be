"""Checks of single values of an import file. Each takes what JSON gave and returns what a row takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from feedback_community import limits

Check = Callable[[Any], Any]

HANDLE = re.compile(r"[A-Za-z0-9_-]+")
SLUG = re.compile(r"[\w-]+")
MODEL = re.compile(r"\w+\.\w+")
SHA256 = re.compile(r"[0-9a-f]{64}")
#: What no database takes: NUL, and halves of a surrogate pair that JSON can spell.
UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class BadValue(ValueError):
    """The message is translated and says what is wrong, not where."""


def text(longest: int, *, empty: bool = True) -> Check:
    """A string of at most so many characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue(_("a text is expected"))
        if UNUSABLE.search(value):
            raise BadValue(_("it contains a character that cannot be stored"))
        if len(value) > longest:
            raise BadValue(
                _("it has %(length)d characters; %(limit)d are allowed")
                % {"length": len(value), "limit": longest}
            )
        if not empty and not value.strip():
            raise BadValue(_("it is empty"))
        return value

    return check


def line(longest: int, *, empty: bool = False) -> Check:
    """A string in one line, surplus space taken out."""
    whole = text(longest, empty=empty)
    return lambda value: " ".join(whole(value).split())


def matching(pattern: re.Pattern[str], longest: int) -> Check:
    """A word of certain characters, e.g. a handle."""
    whole = text(longest)

    def check(value: Any) -> str:
        if not pattern.fullmatch(whole(value)):
            raise BadValue(_("it contains a character that is not allowed there"))
        return str(value)

    return check


def identifier(value: Any) -> str:
    """The id a row has in its source."""
    return str(text(limits.UID_LENGTH, empty=False)(value))


def choice(allowed: Iterable[str]) -> Check:
    known = tuple(allowed)

    def check(value: Any) -> str:
        if value not in known:
            raise BadValue(_("one of these is expected: %(words)s") % {"words": ", ".join(known)})
        return str(value)

    return check


def many(each: Check, most: int) -> Check:
    """A list of values without repeats."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise BadValue(_("a list is expected"))
        if len(value) > most:
            raise BadValue(_("it has more than %(limit)d entries") % {"limit": most})
        return list(dict.fromkeys(each(entry) for entry in value))

    return check


def table(keys: Iterable[str], each: Check) -> Check:
    """An object whose keys are known."""
    known = frozenset(keys)

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadValue(_("an object is expected"))
        for key in value:
            if key not in known:
                raise BadValue(_("unknown key “%(key)s”") % {"key": key[:40]})
        return {key: each(entry) for key, entry in value.items()}

    return check


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValue(_("true or false is expected"))
    return value


def number(most: int) -> Check:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise BadValue(_("a whole number from 0 to %(limit)d is expected") % {"limit": most})
        return value

    return check


def moment(value: Any) -> datetime:
    """A time with its distance from UTC."""
    if not isinstance(value, str):
        raise BadValue(_("a time like 2026-05-01T08:19:00+03:00 is expected"))
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise BadValue(_("the time lacks its distance from UTC, e.g. +03:00 or Z"))
        found = found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadValue):
            raise
        raise BadValue(_("a time like 2026-05-01T08:19:00+03:00 is expected")) from None
    if not 1970 <= found.year <= 2200:
        raise BadValue(_("the year is out of range"))
    return found


def marks(value: Any) -> dict[str, str | None]:
    """Marks of a topic: the id of an answer for each, or null."""
    if not isinstance(value, dict) or not set(value) <= {"official_answer", "solution"}:
        raise BadValue(_("an object with official_answer and solution is expected"))
    return {key: None if uid is None else identifier(uid) for key, uid in value.items()}
