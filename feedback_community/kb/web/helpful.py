"""The question "was this helpful?" below an article, as it stands for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import CharField, FilteredRelation, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models import ArticleRecord, ArticleReview, ArticleVersion, HelpfulVote
from feedback_community.models import Member
from feedback_community.people import member_of
from feedback_community.querysets.prepared import Prepared, Slot, columns_of, key


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


#: Without what only the history prints: the content is as long as the page.
RECORD = columns_of(ArticleRecord, without=("content", "section"))
VERSION, REVIEW, VOTE = columns_of(ArticleVersion), columns_of(ArticleReview), columns_of(HelpfulVote)


def _current(whose: str) -> QuerySet:
    """The newest version of a page with its record, its review, and the vote of a member or a session."""
    mine = {
        "voter": Q(helpful_votes__voter=key("voter")),
        "anonymous_key": Q(helpful_votes__anonymous_key=Slot("anonymous_key", CharField())),
        "": Q(helpful_votes__pk=0),
    }[whose]
    return (
        ArticleVersion.objects.filter(article__page=key("page"))
        .annotate(mine=FilteredRelation("helpful_votes", condition=mine))
        .order_by("-number")
        .values_list(
            *VERSION,
            *(f"article__{name}" for name in RECORD),
            *(f"article__review__{name}" for name in REVIEW),
            *(f"mine__{name}" for name in VOTE),
        )[:1]
    )


_read_current = Prepared(ArticleVersion, _current)


def read_current(page: Any, request: HttpRequest) -> Helpful | None:
    """The version that readers see now, and what this one said of it; None for what was never published."""
    whose = _whose(request, member_of(request.user))
    rows = _read_current(*(whose or [""]), page=page.pk, **whose)
    if not rows:
        return None
    values, alias = iter(rows[0]), _read_current.alias

    def made(model: Any, names: Sequence[str]) -> Any:
        own = list(islice(values, len(names)))
        return model.from_db(alias, names, own) if own[0] is not None else None

    version = made(ArticleVersion, VERSION)
    version.article = made(ArticleRecord, RECORD)
    version.article.review = made(ArticleReview, REVIEW)
    return _helpful(version, made(HelpfulVote, VOTE))


def helpful_of(version: ArticleVersion, request: HttpRequest, member: Member | None) -> Helpful:
    whose = _whose(request, member)
    return _helpful(version, version.helpful_votes.filter(**whose).first() if whose else None)


def _helpful(version: ArticleVersion, vote: HelpfulVote | None) -> Helpful:
    url = reverse("feedback_community:kb_helpful", args=[version.pk])
    return Helpful(version, url, vote, asks_why=bool(vote and not vote.is_helpful and not vote.reason))


def _whose(request: HttpRequest, member: Member | None) -> dict[str, Any]:
    """By what this reader's vote is found. Nobody is asked for a session only because they read."""
    if member is not None:
        return {"voter": member.pk}
    if request.user.is_authenticated or not request.session.session_key:
        return {}
    return {"anonymous_key": key_of(request.session.session_key)}
