"""What must always be true of the rows, looked at and put right. A sound community gives no finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import markup
from feedback_community.actions.counters import recount_counters
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.marks import set_mark
from feedback_community.actions.rendering import render_outdated
from feedback_community.actions.statuses import first_status
from feedback_community.comments import bulk, gateway
from feedback_community.enums import ELSEWHERE, HoldReason, ModerationState
from feedback_community.models import Answer, Mention, ModerationItem, Topic

#: A check yields a translated sentence for each finding, and mends it when asked to.
Check = Callable[[bool], Iterator[str]]


def find_problems(*, fix: bool = False) -> Iterator[str]:
    """Every finding of every check, mended on the way when `fix` is set."""
    for check in CHECKS:
        yield from check(fix)


def marks(fix: bool) -> Iterator[str]:
    """Official answer and solution stand on a published answer of the topic."""
    for field in ("official_answer", "solution"):
        wrong = ~Q(**{f"{field}__topic": F("pk")}) | ~Q(**{f"{field}__state": ModerationState.PUBLISHED})
        topics = Topic.objects.exclude(state__in=ELSEWHERE).filter(wrong, **{f"{field}__isnull": False})
        for topic in topics.iterator():
            yield _("Topic %(id)s: its %(mark)s is not a published answer of it.") % {
                "id": topic.pk,
                "mark": field,
            }
            if fix:
                _clear_mark(topic, field)


@transaction.atomic
def _clear_mark(topic: Topic, field: str) -> None:
    set_mark(lock_topic(topic), field, None, by=None)


def counters(fix: bool) -> Iterator[str]:
    """Numbers beside rows are what counting the rows gives."""
    for name, count in recount_counters(fix=fix).items():
        yield _("%(counter)s: wrong in %(count)d rows.") % {"counter": name, "count": count}


def renderer(fix: bool) -> Iterator[str]:
    """Texts are rendered by the present renderer."""
    for model in (Topic, Answer):
        outdated = model._default_manager.exclude(renderer_version=markup.RENDERER_VERSION).count()
        if outdated:
            yield _("%(count)d rows of %(model)s were rendered by another version.") % {
                "count": outdated,
                "model": model._meta.label,
            }
    if fix:
        render_outdated(limit=10**9)


def mentions(fix: bool) -> Iterator[str]:
    """A row of a mention belongs to a text that still names the person."""
    rows = Mention.objects.select_related("member", "topic", "answer")
    for mention in rows.iterator():
        content: Any = mention.answer or mention.topic
        strayed = mention.answer is not None and mention.answer.topic_id != mention.topic_id
        if strayed or mention.member.handle not in markup.extract_handles(content.body):
            yield _("Mention %(id)s: the text does not mention this person.") % {"id": mention.pk}
            if fix:
                Mention.objects.filter(pk=mention.pk).delete()


def parents(fix: bool) -> Iterator[str]:
    """Two levels of answers, within one topic."""
    rows = Answer.objects.filter(parent__isnull=False)
    for answer in rows.exclude(parent__topic=F("topic")).iterator():
        yield _("Answer %(id)s: it replies to an answer of another topic.") % {"id": answer.pk}
        if fix:
            Answer.objects.filter(pk=answer.pk).update(parent=None)
    for answer in rows.filter(parent__parent__isnull=False).select_related("parent").iterator():
        yield _("Answer %(id)s: it stands more than two levels deep.") % {"id": answer.pk}
        if fix and answer.parent is not None:
            Answer.objects.filter(pk=answer.pk).update(parent=answer.parent.parent_id)


def queue(fix: bool) -> Iterator[str]:
    """What is held waits in the queue, and nothing else does."""
    waiting = ModerationItem.objects.filter(decision="")
    for topic in Topic.objects.filter(
        ~Exists(waiting.filter(topic=OuterRef("pk"), answer=None)), state=ModerationState.HELD
    ):
        yield _("Topic %(id)s: held, but not in the queue.") % {"id": topic.pk}
        if fix:
            ModerationItem.objects.create(topic=topic, reason=HoldReason.RULE)
    for answer in Answer.objects.filter(
        ~Exists(waiting.filter(answer=OuterRef("pk"))), state=ModerationState.HELD
    ):
        yield _("Answer %(id)s: held, but not in the queue.") % {"id": answer.pk}
        if fix:
            ModerationItem.objects.create(topic_id=answer.topic_id, answer=answer, reason=HoldReason.RULE)
    for item in waiting.select_related("topic", "answer"):
        if item.content.state != ModerationState.HELD:
            yield _("Held post %(id)s: it is decided already.") % {"id": item.pk}
            if fix:
                ModerationItem.objects.filter(pk=item.pk).update(
                    decision=item.content.state, decided_at=timezone.now()
                )


def statuses(fix: bool) -> Iterator[str]:
    """A topic's status is one of its own site."""
    for topic in Topic.objects.exclude(status__site=F("forum__site")).select_related("forum__site"):
        yield _("Topic %(id)s: its status belongs to another site.") % {"id": topic.pk}
        if fix:
            Topic.objects.filter(pk=topic.pk).update(status=first_status(topic.forum))


def comments(fix: bool) -> Iterator[str]:
    """The comment behind an answer shows what the answer shows, and no more."""
    for answer in bulk.find_unmirrored():
        yield _("Answer %(id)s: its comment differs in text or visibility.") % {"id": answer.pk}
        if fix:
            gateway.mirror(answer)


CHECKS: tuple[Check, ...] = (marks, parents, counters, renderer, mentions, queue, statuses, comments)
