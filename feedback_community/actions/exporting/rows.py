"""What a line of each type says of a row. The keys are those that `actions.importing.records` knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model

from feedback_community import limits
from feedback_community.enums import AuthorRole, EventKind, ModerationState
from feedback_community.models import (
    Answer,
    AnswerSplit,
    CommunityTag,
    Forum,
    Member,
    Merge,
    ModerationItem,
    Status,
    Subscription,
    TaggedTopic,
    Topic,
    TopicEvent,
    TopicLink,
    Vote,
)
from feedback_community.models.forum import SWITCHES
from feedback_community.people import name_of

Row = dict[str, Any]

#: Columns of an answer that are written.
ANSWER = "uid body author_role is_name_hidden state removal_reason created_at published_at edited_at".split()
ANSWER += ["topic", "author", "parent", "merge"]


def _uid(row: Any) -> str | None:
    return row.uid if row is not None else None


def statuses(page: list[Status]) -> Iterator[Row]:
    for row in page:
        yield {
            "type": "status",
            "id": row.uid,
            "kind": row.kind,
            "label": row.label,
            "topic_types": row.topic_types,
            "on_roadmap": row.on_roadmap,
            "position": row.position,
        }


def tags(page: list[CommunityTag]) -> Iterator[Row]:
    for row in page:
        yield {"type": "tag", "name": row.name, "slug": row.slug, "staff_only": row.is_staff_only}


def people(page: list[Member], with_emails: bool) -> Iterator[Row]:
    """No password, and an address only when asked for: it is what joins a person with an account."""
    email_field = get_user_model().get_email_field_name()
    for row in page:
        name = name_of(row) if row.user_id and not row.is_anonymised else row.stub_name
        role = AuthorRole.FORMER_EMPLOYEE if row.is_former_employee else AuthorRole.MEMBER
        yield {
            "type": "person",
            "id": row.uid,
            "handle": row.handle,
            # A host's display name may be longer than any that we keep.
            "name": " ".join(name.split())[: limits.NAME_LENGTH].strip(),
            "email": getattr(row.user, email_field, "") if with_emails and row.user_id else "",
            "language": row.language,
            "role": role.value,
            "created_at": row.created_at,
            "suspended_until": row.suspended_until,
            "anonymised": row.is_anonymised or None,
            "preferences": dict(sorted(row.preferences.items())) or None,
        }


def forums(page: list[Forum]) -> Iterator[Row]:
    for row in page:
        yield {
            "type": "forum",
            "id": row.uid,
            "slug": row.slug,
            "name": row.name,
            "description": row.description,
            "ask_hint": row.ask_hint,
            "language": row.language,
            "icon": row.icon,
            "topic_types": row.topic_types,
            "statuses": [status.uid for status in sorted(row.statuses.all(), key=lambda each: each.pk)],
            "visibility": row.visibility,
            "groups": sorted(group.name for group in row.groups.all()),
            "predicate": row.predicate,
            "moderation_policy": row.moderation_policy,
            "first_posts": row.first_posts,
            **{name: getattr(row, name) for name in SWITCHES},
            "watched_words": row.watched_words,
            "position": row.position,
        }


def topics(page: list[Topic], last_answer: int) -> Iterator[Row]:
    keys = [row.pk for row in page]
    held = _held(ModerationItem.objects.filter(topic__in=keys, answer=None), "topic_id")
    removed = TopicEvent.objects.filter(topic__in=keys, kind=EventKind.REMOVED).order_by("at", "pk")
    reasons = dict(removed.values_list("topic", "text"))
    tags: dict[int, list[str]] = {}
    for pk, name in TaggedTopic.objects.filter(content_object__in=keys).values_list(
        "content_object", "tag__name"
    ):
        tags.setdefault(pk, []).append(name)
    for row in page:
        # A topic that became an answer again has no answers of its own.
        marks = {
            key: answer.uid
            if answer is not None and answer.pk <= last_answer and row.state != ModerationState.SPLIT
            else None
            for key, answer in (("official_answer", row.official_answer), ("solution", row.solution))
        }
        yield {
            "type": "topic",
            "id": row.uid,
            "forum": row.forum.uid,
            "author": _uid(row.author),
            "author_role": row.author_role,
            "name_hidden": row.is_name_hidden,
            "topic_type": row.topic_type,
            "title": row.title,
            "body": row.body,
            "status": row.status.uid,
            "tags": sorted(tags.get(row.pk, [])),
            "private": row.is_private,
            "public_consent": row.public_consent,
            "featured_until": row.featured_until,
            "closed_at": row.closed_at,
            **marks,
            **_state(row, held),
            "removal_reason": reasons.get(row.pk) if row.state == ModerationState.REMOVED else None,
            "last_activity_at": row.last_activity_at,
            "language": row.language,
        }


def answers(page: list[Answer]) -> Iterator[Row]:
    held = _held(ModerationItem.objects.filter(answer__in=[row.pk for row in page]), "answer_id")
    for row in page:
        yield {
            "type": "answer",
            "id": row.uid,
            "topic": row.topic.uid,
            "author": _uid(row.author),
            "parent": _uid(row.parent),
            "body": row.body,
            "author_role": row.author_role,
            "name_hidden": row.is_name_hidden,
            **_state(row, held),
            "removal_reason": row.removal_reason,
            "merge": _uid(row.merge),
        }


def merges(page: list[Merge]) -> Iterator[Row]:
    for row in page:
        yield {
            "type": "merge",
            "id": row.uid,
            "duplicate": row.duplicate.uid,
            "survivor": row.survivor.uid,
            "by": _uid(row.by),
            "created_at": row.created_at,
            "displaced": row.displaced or None,
        }


def splits(page: list[AnswerSplit]) -> Iterator[Row]:
    for row in page:
        yield {
            "type": "split",
            "id": row.uid,
            "answer": row.answer.uid,
            "topic": row.topic.uid,
            "by": _uid(row.by),
            "created_at": row.created_at,
            "undone_at": row.undone_at,
        }


def _held(items: Any, key: str) -> dict[int, ModerationItem]:
    return {getattr(item, key): item for item in items.filter(decision="").order_by("pk")}


def _state(row: Topic | Answer, held: dict[int, ModerationItem]) -> Row:
    item = held.get(row.pk) if row.state == ModerationState.HELD else None
    return {
        "state": row.state,
        "hold_reason": item.reason if item is not None else None,
        "hold_detail": item.detail if item is not None else None,
        "created_at": row.created_at,
        "published_at": row.published_at,
        "edited_at": row.edited_at,
    }


def votes(page: list[Vote]) -> Iterator[Row]:
    for row in page:
        target = {"topic": _uid(row.topic), "answer": _uid(row.answer)}
        yield {
            "type": "vote",
            "id": row.uid,
            **target,
            "voter": _uid(row.voter),
            "merge": _uid(row.merge),
            "created_at": row.created_at,
        }


def subscriptions(page: list[Subscription]) -> Iterator[Row]:
    for row in page:
        yield {
            "type": "subscription",
            "id": row.uid,
            "person": row.member.uid,
            "topic": _uid(row.topic),
            "forum": _uid(row.forum),
            "tag": row.tag.name if row.tag is not None else None,
            "level": row.level,
            "merge": _uid(row.merge),
            "mail": row.mail or None,
            "preferences": dict(sorted(row.preferences.items())) or None,
            "reason": row.reason,
            "created_at": row.created_at,
        }


def links(page: list[TopicLink]) -> Iterator[Row]:
    for row in page:
        yield {
            "type": "link",
            "topic": row.topic.uid,
            "model": f"{row.content_type.app_label}.{row.content_type.model}",
            "object": row.object_id,
            "title": row.title,
            "locale": row.locale,
            "revision": row.revision_id,
        }
