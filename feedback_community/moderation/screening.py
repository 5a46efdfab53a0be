"""Screening: run the rules in order and return a verdict. No side effects, nothing remote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.module_loading import import_string

from feedback_community.conf import app_settings
from feedback_community.enums import HoldReason, TrustLevel
from feedback_community.models import Answer, Member, Topic


@dataclass(frozen=True)
class Verdict:
    """`hold` with the class of reason the author is told, `refuse` with a message, or neither."""

    hold: HoldReason | None = None
    detail: str = ""
    refuse: str = ""


PUBLISH = Verdict()


class Rule(Protocol):
    """A screening rule: a class without arguments, named by dotted path in `SCREENING_RULES`."""

    def __call__(self, content: Topic | Answer, *, author: Member, is_staff: bool) -> Verdict:
        """The verdict on a new or edited text; `PUBLISH` to leave it to the next rule."""


def screen(content: Topic | Answer, *, author: Member, is_staff: bool, doubt: Verdict = PUBLISH) -> Verdict:
    """The first verdict that is not "publish" decides.

    `doubt` is what the way in had to say of the post (see `forms.guard`): it counts for somebody new.
    """
    for path in app_settings.SCREENING_RULES:
        verdict: Verdict = import_string(path)()(content, author=author, is_staff=is_staff)
        if verdict != PUBLISH:
            return verdict
    if is_staff or author.trust > TrustLevel.NEW:
        return PUBLISH
    return doubt if doubt != PUBLISH else _to_be_checked(content)


def _to_be_checked(content: Topic | Answer) -> Verdict:
    """Posts of new members wait until the remote service has answered, where there is one. What is private
    does not go to it."""
    topic = content if isinstance(content, Topic) else content.topic
    return Verdict(hold=HoldReason.CHECK) if app_settings.SPAM_CHECK and not topic.is_private else PUBLISH
