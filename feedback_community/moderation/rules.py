"""The screening rules that come with the package."""

from __future__ import annotations

from feedback_community.enums import HoldReason, ModerationPolicy
from feedback_community.models import Answer, Member, Topic
from feedback_community.moderation.screening import PUBLISH, Verdict


class ForumPolicyRule:
    """The policy of the forum: off, a person's first posts, or everything. Staff are never held."""

    def __call__(self, content: Topic | Answer, *, author: Member, is_staff: bool) -> Verdict:
        forum = content.forum if isinstance(content, Topic) else content.topic.forum
        if is_staff or forum.moderation_policy == ModerationPolicy.OFF:
            return PUBLISH
        if forum.moderation_policy == ModerationPolicy.ALL:
            return Verdict(hold=HoldReason.EVERY_POST)
        if _approved_posts(author, forum.first_posts) < forum.first_posts:
            return Verdict(hold=HoldReason.FIRST_POST)
        return PUBLISH


def _approved_posts(author: Member, enough: int) -> int:
    """How many published posts the person has, counted no further than `enough`."""
    topics = author.topics.published().values("pk")[:enough].count()
    if topics >= enough:
        return topics
    return topics + author.answers.published().values("pk")[:enough].count()
