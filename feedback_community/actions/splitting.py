"""An answer that asks something else becomes a topic of its own, and an answer again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions import publishing
from feedback_community.actions.attachments import move_files
from feedback_community.actions.history import audit, record
from feedback_community.actions.locks import lock_answer, lock_pair
from feedback_community.actions.members import ensure_member
from feedback_community.actions.statuses import first_status
from feedback_community.actions.subscriptions import subscribe_by_default
from feedback_community.actions.texts import clean_title, save_version
from feedback_community.comments import gateway
from feedback_community.enums import EventKind, ModerationState, SubscriptionReason, TopicType
from feedback_community.exceptions import InvalidChange
from feedback_community.models import (
    Answer,
    AnswerSplit,
    Member,
    Mention,
    ModerationItem,
    Notification,
    Topic,
)
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_manage

TEXTS = ("body", "body_html", "body_text", "excerpt", "renderer_version", "edited_at")


@transaction.atomic
def split_answer(answer: Answer, *, by: Any, title: str, topic_type: TopicType | str) -> Topic:
    """Make the answer a topic, with the answers to it. A stub that leads there stays in its place.

    Raises NotAllowed, ContentRejected for the title, or InvalidChange.
    """
    check_manage(by, answer.topic)
    answer = lock_answer(answer)
    old = answer.topic
    _check_splittable(answer, topic_type)
    member = ensure_member(by)
    topic = Topic(
        forum=old.forum,
        author=answer.author,
        author_role=answer.author_role,
        topic_type=topic_type,
        title=clean_title(title),
        is_private=old.is_private,
        language=old.language,
        status=first_status(old.forum),
        state=ModerationState.PUBLISHED,
        created_at=answer.created_at,
        published_at=timezone.now(),
        **{name: getattr(answer, name) for name in TEXTS},
    )
    topic.slug = slugify(topic.title, allow_unicode=True)[:80]
    save_version(topic, by=member)
    Mention.objects.bulk_create(Mention(member=m.member, topic=topic) for m in answer.mentions.all())
    move_files(answer, topic)
    AnswerSplit.objects.create(answer=answer, topic=topic, by=member)
    _carry(answer.replies.all(), old, topic, parent=None)
    publishing.withdraw_answer(answer, state=ModerationState.SPLIT)
    publishing.count_topic(topic, +1)
    if topic.author is not None:
        subscribe_by_default(topic.author, topic, reason=SubscriptionReason.AUTHOR)
    _write(answer, old, topic, EventKind.SPLIT_OFF, member, by)
    events.emit_on_commit(signals.answer_split, Answer, answer=answer, topic=topic, by=member)
    return topic


def _check_splittable(answer: Answer, topic_type: str) -> None:
    topic = answer.topic
    if not answer.is_published:
        raise InvalidChange(_("Only a published answer can become a topic."))
    if answer.merge_id is not None:
        raise InvalidChange(_("This answer came with a merged topic. Undo that merge first."))
    if answer.pk in (topic.official_answer_id, topic.solution_id):
        raise InvalidChange(_("This answer carries a mark. Take the mark back first."))
    if not topic.forum.allows(topic_type):
        raise InvalidChange(_("This forum does not take topics of that type."))


def _carry(answers: Any, source: Topic, target: Topic, *, parent: Answer | None) -> None:
    """Answers with all that names their topic, above or below another answer."""
    pks = list(answers.order_by("created_at", "pk").values_list("pk", flat=True))
    carried = Answer.objects.filter(pk__in=pks)
    published = carried.published().count()
    carried.update(topic=target, parent=parent)
    for model in (Mention, ModerationItem, Notification):
        model._default_manager.filter(topic=source, answer__in=pks).update(topic=target)
    gateway.carry(carried, target)
    gateway.hang(carried, below=parent)
    Topic.objects.filter(pk=source.pk).update(answer_count=F("answer_count") - published)
    Topic.objects.filter(pk=target.pk).update(answer_count=F("answer_count") + published)


@transaction.atomic
def rejoin_answer(answer: Answer, *, by: Any) -> bool:
    """Undo `split_answer`: the answers of its topic, later ones too, are answers to it again.

    The topic's address leads to the answer for ever. Returns False where the answer is not split off.
    """
    check_manage(by, answer.topic)
    split = AnswerSplit.objects.filter(answer=answer, undone_at=None).select_related("topic__forum").first()
    if split is None:
        return False
    check_manage(by, split.topic)
    old, topic = lock_pair(answer.topic, split.topic)
    answer = Answer.objects.select_related("parent").get(pk=answer.pk)
    answer.topic = old
    if answer.state != ModerationState.SPLIT:
        return False
    if topic.merge_count or topic.state == ModerationState.MERGED:
        raise InvalidChange(_("The topic was merged with another one. Undo that merge first."))
    member = ensure_member(by)
    AnswerSplit.objects.filter(pk=split.pk).update(undone_at=timezone.now())
    move_files(topic, answer)
    _carry(topic.answers.all(), topic, old, parent=answer.parent or answer)
    publishing.withdraw_topic(topic, state=ModerationState.SPLIT)
    publishing.publish_answer(answer, by=member)
    _write(answer, old, topic, EventKind.REJOINED, member, by)
    events.emit_on_commit(signals.answer_rejoined, Answer, answer=answer, topic=topic, by=member)
    return True


def _write(answer: Answer, old: Topic, new: Topic, kind: EventKind, member: Member, user: Any) -> None:
    record(old, kind, by=member, answer=answer, after=new.pk)
    record(new, kind, by=member, answer=answer, before=old.pk, is_public=False)
    audit(answer, "split" if kind == EventKind.SPLIT_OFF else "rejoin", user=user, topic=new.title)
    queue.reindex(old.pk)
    queue.reindex(new.pk)
