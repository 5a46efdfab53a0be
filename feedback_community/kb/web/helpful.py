"""The question "was this helpful?" below an article, as it stands for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models import ArticleVersion, HelpfulVote
from feedback_community.models import Member


def key_of(session_key: str) -> str:
    """A keyed hash: enough to know a second vote, useless to find the session."""
    return salted_hmac("feedback_community_kb.helpful", session_key, algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Helpful:
    """As `elements/helpful.html` prints it."""

    version: ArticleVersion
    url: str
    vote: HelpfulVote | None
    asks_why: bool

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        return list(HelpfulReason.choices)


def helpful_of(version: ArticleVersion, request: HttpRequest, member: Member | None) -> Helpful:
    vote = own_vote(version, request, member)
    url = reverse("feedback_community:kb_helpful", args=[version.pk])
    return Helpful(version, url, vote, asks_why=bool(vote and not vote.is_helpful and not vote.reason))


def own_vote(version: ArticleVersion, request: HttpRequest, member: Member | None) -> HelpfulVote | None:
    """Nobody is asked for a session only because they read."""
    votes = HelpfulVote.objects.filter(version=version)
    if member is not None:
        return votes.filter(voter=member).first()
    if request.user.is_authenticated or not request.session.session_key:
        return None
    return votes.filter(anonymous_key=key_of(request.session.session_key)).first()
