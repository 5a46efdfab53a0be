"""A community as JSON Lines: the format that `actions.importing` reads, complete, page by page.

Written while people go on posting: the last keys are read first, the youngest kind of row before what it
refers to, so that no line refers to one that was left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet

from feedback_community.actions.exporting import rows
from feedback_community.actions.exporting.files import FileFolder
from feedback_community.actions.importing.keys import VERSION
from feedback_community.models import (
    Answer,
    AnswerSplit,
    Attachment,
    CommunityTag,
    Forum,
    Member,
    Mention,
    Merge,
    Status,
    Subscription,
    Topic,
    TopicLink,
    Vote,
)

#: Rows, and what describes a page of them.
Stream = tuple[Any, Callable[[list[Any]], Iterator[rows.Row]]]

PAGE = 1_000
#: Columns made from the text: not read, because the importer makes them again.
MADE = ("body_html", "body_text", "excerpt")

#: Kinds of rows, each before what it refers to.
YOUNGEST_FIRST: tuple[type[Model], ...] = (
    *(Attachment, TopicLink, Subscription, Vote, AnswerSplit, Answer, Merge),
    *(Topic, Forum, Member, CommunityTag, Status),
)

#: Without it the importer would take the forum's language.
SAID_EMPTY = {("topic", "language")}


def export_lines(site: Any, *, with_emails: bool = False, files: FileFolder | None = None) -> Iterator[str]:
    """Every line of the export, with its line break. Memory does not grow with the community.

    Attached files are lines too where there is a folder for their bytes.
    """
    yield _line({"type": "header", "version": VERSION})
    last: dict[type[Model], int] = {
        model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0  # type: ignore[attr-defined]
        for model in YOUNGEST_FIRST
    }
    streams = _streams(site, last, with_emails)
    for found, describe in chain(streams, _files_of(site, files) if files is not None else ()):
        for page in _pages(found, last[found.model]):
            for row in describe(page):
                yield _line(row)


def _streams(site: Any, last: dict[type[Model], int], with_emails: bool) -> Iterator[Stream]:
    """Rows and what describes them, so that each type comes after those it refers to."""
    yield Status.objects.filter(site=site), rows.statuses
    yield CommunityTag.objects.all(), rows.tags
    yield _people_of(site).with_user(), lambda page: rows.people(page, with_emails)
    yield Forum.objects.filter(site=site).prefetch_related("groups", "statuses"), rows.forums
    yield _topics_of(site), lambda page: rows.topics(page, last[Answer])
    ends = ("duplicate", "survivor", "by")
    merges = Merge.objects.filter(survivor__forum__site=site).select_related(*ends)
    named = ("duplicate__uid", "survivor__uid", "by__uid")
    yield merges.only("uid", "created_at", "displaced", *named), rows.merges
    answers = Answer.objects.filter(topic__forum__site=site)
    answers = answers.select_related("topic", "author", "parent", "merge")
    uids = ("topic__uid", "author__uid", "parent__uid", "merge__uid")
    yield answers.only(*rows.ANSWER, *uids), rows.answers
    splits = AnswerSplit.objects.filter(topic__forum__site=site).select_related("answer", "topic", "by")
    named = ("answer__uid", "topic__uid", "by__uid")
    yield splits.only("uid", "created_at", "undone_at", *named), rows.splits
    votes = Vote.objects.select_related("topic", "answer", "voter", "merge")
    votes = votes.only("uid", "created_at", "topic__uid", "answer__uid", "voter__uid", "merge__uid")
    yield votes.filter(topic__forum__site=site), rows.votes
    yield votes.filter(answer__topic__forum__site=site), rows.votes
    wishes = Subscription.objects.select_related("member", "topic", "forum", "tag", "merge")
    wishes = wishes.defer(*(f"topic__{name}" for name in (*MADE, "body")))
    yield wishes.filter(topic__forum__site=site), rows.subscriptions
    yield wishes.filter(forum__site=site), rows.subscriptions
    yield wishes.filter(tag__isnull=False, member__in=_people_of(site)), rows.subscriptions
    yield (
        TopicLink.objects.filter(topic__forum__site=site).select_related("topic", "content_type"),
        rows.links,
    )


def _files_of(
    site: Any, files: FileFolder
) -> Iterator[tuple[Any, Callable[[list[Any]], Iterator[rows.Row]]]]:
    found = Attachment.objects.filter(is_stored=True).select_related("member", "topic", "answer")
    found = found.defer(*(f"{post}__{name}" for post in ("topic", "answer") for name in (*MADE, "body")))
    yield found.filter(Q(topic__forum__site=site) | Q(answer__topic__forum__site=site)), files.describe


def _topics_of(site: Any) -> QuerySet[Topic]:
    marks = ("official_answer", "solution")
    texts = (f"{mark}__{name}" for mark in marks for name in (*MADE, "body"))
    topics = Topic.objects.filter(forum__site=site)
    return topics.select_related("forum", "author", "status", *marks).defer(*MADE, *texts)


def _pages(found: QuerySet[Any], last: int) -> Iterator[list[Any]]:
    """By keyset, so that the thousandth page costs what the first does."""
    after = 0
    while page := list(found.filter(pk__gt=after, pk__lte=last).order_by("pk")[:PAGE]):
        yield page
        after = page[-1].pk


def _people_of(site: Any) -> Any:
    """All members, where only one site has forums; else those who left a trace on this one."""
    if not Forum.objects.exclude(site=site).exists():
        return Member.objects.all()
    me = OuterRef("pk")
    return Member.objects.filter(
        Exists(Topic.objects.filter(author=me, forum__site=site))
        | Exists(Answer.objects.filter(author=me, topic__forum__site=site))
        | Exists(Vote.objects.filter(voter=me, topic__forum__site=site))
        | Exists(Vote.objects.filter(voter=me, answer__topic__forum__site=site))
        | Exists(Subscription.objects.filter(Q(topic__forum__site=site) | Q(forum__site=site), member=me))
        | Exists(Mention.objects.filter(member=me, topic__forum__site=site))
    )


def _line(row: rows.Row) -> str:
    """What is empty is left out; false and 0 are said."""
    said = {
        key: _plain(value)
        for key, value in row.items()
        if value is not None and (value != "" or (row["type"], key) in SAID_EMPTY)
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
