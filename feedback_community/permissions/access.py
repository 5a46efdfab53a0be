"""The one door from an id in an address to an object somebody else may not see.

Missing and forbidden answer the same 404. A topic of another site is missing here.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import Http404

from feedback_community.enums import ELSEWHERE, ModerationState
from feedback_community.models import Answer, AnswerSplit, Forum, Merge, Topic
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy


def get_forum_or_404(slug: str, *, user: Any, site: Model) -> Forum:
    for forum in get_policy().access(user, site).forums.values():
        if forum.slug == slug:
            forum.site = site
            return forum
    raise Http404


def get_topic_or_404(pk: int, *, user: Any, site: Model) -> Topic:
    """The topic with author and status fetched; forum and site are the remembered ones.

    For a member also `voted` and `my_level`, in the same query.
    """
    policy = get_policy()
    topics = policy.visible_topics(user, site).select_related("status", "author__user")
    member = member_of(user)
    if member is not None:
        topics = topics.with_my_vote(member).with_my_level(member)
    topic = topics.filter(pk=pk).first()
    if topic is None:
        raise Http404
    topic.forum = policy.access(user, site).forums[topic.forum_id]
    topic.forum.site = site
    if topic.state in ELSEWHERE:
        # Its address says where it is discussed: only to those who may read there.
        get_place_or_404(topic, user=user, site=site)
    return topic


def get_place_or_404(content: Topic | Answer, *, user: Any, site: Model) -> Topic | Answer:
    """Where a merged topic, or what a split concerns, is read now."""
    if isinstance(content, Answer):
        moved = AnswerSplit.objects.filter(answer=content, undone_at=None).values_list("topic", flat=True)
        return get_topic_or_404(moved.first() or 0, user=user, site=site)
    if content.state == ModerationState.MERGED:
        into = Merge.objects.filter(duplicate=content).values_list("survivor", flat=True).first()
        return get_topic_or_404(into or 0, user=user, site=site)
    back = AnswerSplit.objects.filter(topic=content).values_list("answer", flat=True).first()
    return get_answer_or_404(back or 0, user=user, site=site)


def get_answer_or_404(pk: int, *, user: Any, site: Model) -> Answer:
    """The answer with its topic. An answer is as visible as its topic, and by its own state."""
    topic_id = Answer.objects.filter(pk=pk).values_list("topic_id", flat=True).first()
    if topic_id is None:
        raise Http404
    topic = get_topic_or_404(topic_id, user=user, site=site)
    answers = get_policy().visible_answers(user, topic).select_related("author__user")
    answer = answers.filter(pk=pk).first()
    if answer is None:
        raise Http404
    answer.topic = topic
    return answer
