"""What was asked before in such words: beside the title, and as a step between writing and posting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString
from wagtail.models import Site

from feedback_community.people import member_of
from feedback_community.permissions.policy import CommunityPolicy, get_policy
from feedback_community.search.documents import write_key
from feedback_community.search.queries import suggest_similar
from feedback_community.search.sources import Suggestion
from feedback_community.web.links import get_links
from feedback_community.web.marks import marks_of, type_of
from feedback_community.web.votes import VoteButton, topic_vote


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion, as `search/_suggestions.html` prints it. `pk` is None for what is no topic."""

    title: str
    url: str
    kind: SafeString | str
    excerpt: str
    pk: int | None = None
    #: As records name it; "" for what is not in the index.
    key: str = ""
    marks: SafeString | str = ""
    answers: int = 0
    vote: VoteButton | None = None


def suggestions_for(
    title: str, body: str, *, user: Any, site: Site, typing: bool = False, next_url: str = ""
) -> list[Line]:
    policy = get_policy()
    found = suggest_similar(title, user=user, site=site, body=body, typing=typing)
    forums = policy.access(user, site).forums
    for suggestion in found:
        if suggestion.topic is not None:
            suggestion.topic.forum = forums[suggestion.topic.forum_id]
            suggestion.topic.forum.site = site
    voted = _voted(found, user)
    return [_line(s, policy, user, voted, next_url) for s in found]


def _line(suggestion: Suggestion, policy: CommunityPolicy, user: Any, voted: set[int], next_url: str) -> Line:
    topic = suggestion.topic
    if topic is None:
        return Line(
            suggestion.title, suggestion.url, suggestion.kind, suggestion.excerpt, key=_key(suggestion)
        )
    signed_in = getattr(user, "is_authenticated", False)
    # Signed out, the button leads through the login and then completes.
    allowed = policy.can_vote(user, topic) if signed_in else not topic.status.is_closed
    button = topic_vote(topic, voted=topic.pk in voted, allowed=allowed, next_url=next_url)
    button = replace(button, small=True)
    return Line(
        title=suggestion.title,
        url=get_links().topic(topic.pk, topic.slug),
        kind=type_of(topic),
        excerpt=suggestion.excerpt,
        pk=topic.pk,
        key=_key(suggestion),
        marks=marks_of(topic),
        answers=topic.answer_count,
        vote=button if allowed or topic.pk in voted else None,
    )


def _key(suggestion: Suggestion) -> str:
    return write_key(suggestion.key) if suggestion.key else ""


def _voted(found: list[Suggestion], user: Any) -> set[int]:
    """Which of the topics this person voted on."""
    member = member_of(user)
    pks = [s.topic.pk for s in found if s.topic is not None]
    if member is None or not pks:
        return set()
    return set(member.votes.filter(topic__in=pks).values_list("topic_id", flat=True))
