"""The button that casts a vote or takes it back, in the words of the thing voted for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback_community.enums import TopicType
from feedback_community.models import Answer, Member, Topic
from feedback_community.web.links import get_links


@dataclass(slots=True)
class VoteButton:
    """What `elements/vote.html` prints."""

    url: str
    label: str
    count: int
    voted: bool
    allowed: bool
    next: str = ""
    small: bool = False


def topic_word(topic_type: str) -> str:
    """What a vote is called on a topic of this type."""
    if topic_type in (TopicType.QUESTION, TopicType.PROBLEM):
        return _("Me too")
    if topic_type == TopicType.IDEA:
        return pgettext("button", "Vote")
    return _("I agree")


def topic_vote(topic: Topic, *, voted: bool, allowed: bool, next_url: str = "") -> VoteButton:
    act = "unvote" if voted else "vote"
    return VoteButton(
        url=get_links().topic_act(topic.pk, act),
        label=topic_word(topic.topic_type),
        count=topic.vote_count,
        voted=voted,
        # A vote may be taken back also where voting has closed since.
        allowed=allowed or voted,
        next=next_url,
    )


def answer_vote(answer: Answer, *, voted: bool, allowed: bool, next_url: str = "") -> VoteButton:
    act = "unvote" if voted else "vote"
    return VoteButton(
        url=get_links().answer_act(answer.pk, act),
        label=_("Helpful"),
        count=answer.helpful_count,
        voted=voted,
        allowed=allowed or voted,
        next=next_url,
        small=True,
    )


def has_voted(member: Member, target: Topic | Answer) -> bool:
    return target.votes.filter(voter=member.pk).exists()
