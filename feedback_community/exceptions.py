"""The few domain errors. A view turns each into a message beside what the person typed."""

from __future__ import annotations

from collections.abc import Sequence


class CommunityError(Exception):
    """Base of all. `message` is translated and safe to show to the person who acted."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(CommunityError):
    """The person may not do this. Raised by `permissions.checks.check_*` only."""


class ContentRejected(CommunityError):
    """The text cannot be taken as it is: too long, too deep, refused by a rule."""

    def __init__(self, message: str, *, field: str = "body", reasons: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.reasons = tuple(reasons)


class InvalidChange(CommunityError):
    """The act makes no sense in the present state, e.g. an official answer that is not published."""


class TooOften(CommunityError):
    """Done too many times in a short time. `wait` is the number of seconds until it works again."""

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class ImportRefused(CommunityError):
    """A line of an import file was refused; `line` is its number, counted from 1."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.line = line
