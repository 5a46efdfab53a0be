"""The one door from an id in an address to an object somebody else may not see.

Missing and forbidden answer the same 404. A topic of another site is missing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404

from feedback_community.enums import ELSEWHERE, ModerationState
from feedback_community.models import Answer, AnswerSplit, Attachment, Forum, Merge, Status, Topic
from feedback_community.people import member_of, person_columns, person_from
from feedback_community.permissions.policy import get_policy
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import KEYS, Prepared, columns_of, key
from feedback_community.querysets.topics import TopicQuerySet


def get_forum_or_404(slug: str, *, user: Any, site: Model) -> Forum:
    for forum in get_policy().access(user, site).forums.values():
        if forum.slug == slug:
            forum.site = site
            return forum
    raise Http404


TOPIC, STATUS = columns_of(Topic), columns_of(Status)
AUTHOR = len(TOPIC) + len(STATUS)
MINE = AUTHOR + len(person_columns(""))


def _columns(topics: TopicQuerySet, member: Any) -> QuerySet:
    names = (*TOPIC, *(f"status__{name}" for name in STATUS), *person_columns("author__"))
    if member is None:
        return topics.values_list(*names)
    return topics.with_my_vote(member).with_my_level(member).values_list(*names, "voted", "my_level")


_read_topic = Prepared(
    Topic,
    lambda policy, sight: _columns(policy().visible(sight).filter(pk=key("pk")), sight.member),
)


def get_topic_or_404(pk: int, *, user: Any, site: Model) -> Topic:
    """The topic with author and status fetched; forum and site are the remembered ones.

    For a member also `voted` and `my_level`, in the same query.
    """
    policy, member = get_policy(), member_of(user)
    if pk >= KEYS:
        raise Http404
    if policy.goes_by_sight():
        sight = policy.sight(user, site)
        rows = _read_topic(type(policy), sight.shape, pk=pk, member=sight.member)
    else:
        rows = list(_columns(policy.visible_topics(user, site).filter(pk=pk), member))
    if not rows:
        raise Http404
    topic = _topic_from(rows[0], _read_topic.alias)
    topic.forum = policy.access(user, site).forums[topic.forum_id]
    topic.forum.site = site
    if topic.state in ELSEWHERE:
        # Its address says where it is discussed: only to those who may read there.
        get_place_or_404(topic, user=user, site=site)
    return topic


def _topic_from(row: Sequence[Any], alias: str) -> Topic:
    topic = instance_of(
        Topic,
        TOPIC,
        row[: len(TOPIC)],
        alias,
        status=instance_of(Status, STATUS, row[len(TOPIC) : AUTHOR], alias),
        author=person_from(row[AUTHOR:MINE], alias),
    )
    if len(row) > MINE:
        topic.voted, topic.my_level = row[MINE:]  # type: ignore[attr-defined]
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


def get_attachment_or_404(uid: str, *, user: Any, site: Model) -> Attachment:
    """A file is read where the text is that it was posted with; one not posted yet by its owner only."""
    row = Attachment.objects.filter(uid=uid, is_stored=True).first()
    if row is None:
        raise Http404
    member = member_of(user)
    if not row.is_posted and member is not None and row.member_id == member.pk:
        return row
    content: Topic | Answer
    if row.answer_id is not None:
        content = get_answer_or_404(row.answer_id, user=user, site=site)
    else:
        content = get_topic_or_404(row.topic_id or 0, user=user, site=site)
    while isinstance(content, Topic) and content.state == ModerationState.MERGED:
        content = get_place_or_404(content, user=user, site=site)
    # Of a removed post others see a stub in its place.
    if not get_policy().can_see_history(user, content):
        raise Http404
    return row
