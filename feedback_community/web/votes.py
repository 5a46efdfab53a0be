"""The button that casts a vote or takes it back, in the words of the thing voted for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback_community.enums import TopicType
from feedback_community.models import Answer, Member, Topic
from feedback_community.querysets.prepared import Prepared, key
from feedback_community.web.links import get_links
from feedback_community.web.skeleton import fill, skeleton, slot

TEMPLATE = "feedback_community/elements/vote.html"

_answer_votes = Prepared(Answer, lambda: Answer.objects.filter(pk=key("pk")).values_list("helpful_count"))


@dataclass(frozen=True, slots=True)
class VoteButton:
    """What `elements/vote.html` prints."""

    url: str
    label: str
    count: int | str
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


def button_html(vote: VoteButton, token: str) -> SafeString:
    """The button printed; its template is rendered once for each kind of button."""
    blank = replace(vote, url=slot("url"), count=slot("count"), next=slot("next") if vote.next else "")
    form = skeleton(TEMPLATE, ("csrf_token",), vote=blank)
    values = {"url": escape(vote.url), "count": str(vote.count), "next": escape(vote.next)}
    return fill(form, {**values, "csrf_token": escape(token)})


def votes_now(target: Topic | Answer) -> int:
    """The number as it is now; another may have voted at the same moment. A topic's act has read its own."""
    if isinstance(target, Topic):
        return int(target.vote_count)
    [(count,)] = _answer_votes(pk=target.pk)
    return int(count)
