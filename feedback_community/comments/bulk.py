"""Comment rows of many imported answers at once, and their removal.

`comment.save()` renumbers the thread with each insert; here the numbers of two levels are known before.
No signal of django-comments or comments-xtd is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import django_comments_xtd
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.models import F, Max, Q
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from feedback_community.comments.gateway import create_comment, mirror
from feedback_community.enums import ModerationState
from feedback_community.models import Answer, Topic

#: Rows in one INSERT of the child table: far below the parameter limit of any database.
CHUNK = 100


def create_comments(answers: Sequence[Answer]) -> None:
    """Give each unsaved answer its comment, in the given order. A parent comes before its replies.

    `author` and `topic` of each must be fetched. Must run inside a transaction that has locked the rows of
    the topics. A host's own comment model may need more than these columns, and a database that does not
    return keys cannot link parent and child tables: there it goes one by one.
    """
    returns_keys = connections[router.db_for_write(Comment)].features.can_return_rows_from_bulk_insert
    if django_comments_xtd.get_model() is not XtdComment or not returns_keys:
        _one_by_one(answers)
        return
    content_type = ContentType.objects.get_for_model(Topic)
    parents = Comment.objects.bulk_create(
        Comment(
            content_type=content_type,
            object_pk=str(answer.topic_id),
            site_id=getattr(settings, "SITE_ID", 1),
            user_id=_user_of(answer),
            comment=answer.body,
            submit_date=answer.created_at,
            is_public=answer.is_published,
        )
        for answer in answers
    )
    for answer, parent in zip(answers, parents, strict=True):
        answer.comment_id = parent.pk
    _insert_children(answers)


def _user_of(answer: Answer) -> int | None:
    """Nobody's where the name is hidden."""
    if answer.author is None or answer.is_name_hidden:
        return None
    user_id: int | None = answer.author.user_id
    return user_id


def _insert_children(answers: Sequence[Answer]) -> None:
    """The rows of the child table: place in the thread, and the number of replies."""
    replies = Counter(_root(answer) for answer in answers if _root(answer) != answer.comment_id)
    new = {answer.comment_id for answer in answers}
    older = [pk for pk in replies if pk not in new]
    last = dict(
        XtdComment.norel_objects.filter(thread_id__in=older)
        .values_list("thread_id")
        .annotate(last=Max("order"))
    )
    rows = []
    for answer in answers:
        root = _root(answer)
        is_root = root == answer.comment_id
        if not is_root:
            last[root] = last.get(root, 1) + 1
        rows.append(
            XtdComment(
                comment_ptr_id=answer.comment_id,
                thread_id=root,
                parent_id=root,
                level=0 if is_root else 1,
                order=1 if is_root else last[root],
                nested_count=replies[answer.comment_id] if is_root else 0,
            )
        )
    # What Model.save() calls for its own table; bulk_create() refuses models with a parent table.
    fields = XtdComment._meta.local_concrete_fields
    for start in range(0, len(rows), CHUNK):
        XtdComment._base_manager._insert(
            rows[start : start + CHUNK], fields=fields, using=router.db_for_write(XtdComment)
        )
    for pk in older:
        XtdComment.norel_objects.filter(pk=pk).update(nested_count=F("nested_count") + replies[pk])


def _root(answer: Answer) -> int | None:
    """Key of the comment that opens the thread: the parent's, or the answer's own."""
    parent = answer.parent
    return parent.comment_id if parent is not None and parent.comment_id else answer.comment_id


def _one_by_one(answers: Sequence[Answer]) -> None:
    for answer in answers:
        answer.comment = create_comment(
            answer.topic,
            author=answer.author,
            body=answer.body,
            parent=answer.parent,
            submitted_at=answer.created_at,
        )
        mirror(answer)


def delete_comments(pks: Sequence[int]) -> None:
    """Delete comments whose answers are gone for good."""
    django_comments_xtd.get_model().objects.filter(pk__in=pks).delete()


def find_unmirrored() -> Iterator[Answer]:
    """Answers whose comment differs from them in text or visibility."""
    same = Q(body=F("comment__comment")) & Q(
        Q(state=ModerationState.PUBLISHED, comment__is_public=True)
        | Q(~Q(state=ModerationState.PUBLISHED), comment__is_public=False)
    )
    yield from Answer.objects.filter(comment__isnull=False).exclude(same).iterator()
