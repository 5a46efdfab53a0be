"""The only code that writes django-comments-xtd rows.

comments-xtd renumbers a thread on every insert and corrupts its counters on any later `save()`, so:
create under the lock of the topic's row (the caller holds it), and never call `save()` again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_comments_xtd
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django_comments.models import Comment

from feedback_community.conf import app_settings
from feedback_community.models import Answer, Member, Topic


def create_comment(
    topic: Topic, *, author: Member | None, body: str, parent: Answer | None, submitted_at: datetime
) -> Any:
    """The comment row of a new answer: hidden until published, without name, address or IP. No author
    where the name is hidden.

    Must run inside a transaction that has locked the topic's row.
    """
    model = django_comments_xtd.get_model()
    defaults = app_settings.load("COMMENT_DEFAULTS")
    comment = model(
        content_type=ContentType.objects.get_for_model(topic),
        object_pk=str(topic.pk),
        site_id=getattr(settings, "SITE_ID", 1),
        user_id=author.user_id if author is not None else None,
        comment=body,
        submit_date=submitted_at,
        parent_id=parent.comment_id if parent is not None and parent.comment_id else 0,
        followup=False,
        is_public=False,
        **(defaults(topic, author) if defaults else {}),
    )
    comment.save()
    return comment


def mirror(answer: Answer) -> None:
    """Copy text and visibility of an answer to its comment, past comments-xtd's save handlers."""
    if answer.comment_id is None:
        return
    django_comments_xtd.get_model().objects.filter(pk=answer.comment_id).update(
        comment=answer.body, is_public=answer.is_published, is_removed=False
    )


def carry(answers: QuerySet[Answer], topic: Topic) -> None:
    """The comments behind these answers belong to another topic now. The caller has locked both."""
    ids = answers.filter(comment__isnull=False).values_list("comment", flat=True)
    Comment.objects.filter(pk__in=list(ids)).update(object_pk=str(topic.pk))


def hang(answers: QuerySet[Answer], *, below: Answer | None) -> None:
    """Comments at the top of their threads, or below that of another answer, with the numbers that
    comments-xtd would have given them."""
    rows = django_comments_xtd.get_model().norel_objects
    ids = list(answers.filter(comment__isnull=False).values_list("comment", flat=True))
    root = below.comment_id if below is not None else None
    threads = set(rows.filter(pk__in=ids).values_list("thread_id", flat=True)) | {root}
    for pk in ids:
        top = root or pk
        level = 0 if top == pk else 1
        rows.filter(pk=pk).update(thread_id=top, parent_id=top, level=level, order=1, nested_count=0)
    for thread in threads - set(ids):
        if thread is not None:
            _number(thread)


def _number(thread: int) -> None:
    """Two levels: the replies of a thread in the order of time, and how many they are."""
    rows = django_comments_xtd.get_model().norel_objects
    replies = rows.filter(thread_id=thread).exclude(pk=thread).order_by("submit_date", "pk")
    order = 1
    for order, pk in enumerate(replies.values_list("pk", flat=True), start=2):
        rows.filter(pk=pk).update(order=order)
    rows.filter(pk=thread).update(nested_count=order - 1)


def forget_user(user_id: int) -> None:
    """Take a person who leaves from the comment rows behind our answers."""
    django_comments_xtd.get_model().objects.filter(
        user=user_id, content_type=ContentType.objects.get_for_model(Topic)
    ).update(user=None, user_name="", user_email="", user_url="", ip_address=None)


def give_to(answers: QuerySet[Answer], user_id: int | None) -> None:
    """The comments behind these answers are this user's now."""
    ids = answers.filter(comment__isnull=False).values_list("comment", flat=True)
    Comment.objects.filter(pk__in=list(ids)).update(user=user_id)
