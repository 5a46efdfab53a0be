"""The format: which keys a line of each type has, and which other lines it refers to."""

from __future__ import annotations

from feedback_community import limits
from feedback_community.actions.importing.values import (
    HANDLE,
    MODEL,
    SHA256,
    SLUG,
    Check,
    choice,
    flag,
    identifier,
    line,
    many,
    marks,
    matching,
    moment,
    number,
    table,
    text,
)
from feedback_community.enums import (
    AuthorRole,
    ForumVisibility,
    HoldReason,
    ModerationPolicy,
    ModerationState,
    NotificationChannel,
    NotificationKind,
    StatusKind,
    SubscriptionLevel,
    SubscriptionReason,
    Timing,
    TopicType,
)
from feedback_community.models.forum import SWITCHES
from feedback_community.notifications.types import preference_key

VERSION = 1

#: Types in the order in which a batch is taken: a line refers only to types before its own, or to its own.
KINDS = (
    *("status", "tag", "person", "forum", "topic", "merge", "answer", "split"),
    *("vote", "subscription", "link", "attachment"),
)

SMALL = 32_767
ROLES = (
    AuthorRole.MEMBER,
    AuthorRole.TRUSTED,
    AuthorRole.EMPLOYEE,
    AuthorRole.REPRESENTATIVE,
    AuthorRole.FORMER_EMPLOYEE,
)
_types = many(choice(TopicType.values), len(TopicType.values))
_language = text(16)
_names = many(line(150), 100)
_tag = line(limits.TAG_LENGTH)
_preferences = [preference_key(channel, kind) for channel in NotificationChannel for kind in NotificationKind]

_content: dict[str, Check] = {
    "author": identifier,
    "author_role": choice(AuthorRole.values),
    "name_hidden": flag,
    "created_at": moment,
    "published_at": moment,
    "edited_at": moment,
    "state": choice(ModerationState.values),
    "removal_reason": text(limits.NOTE_LENGTH),
    "hold_reason": choice(HoldReason.values),
    "hold_detail": text(255),
}

_act: dict[str, Check] = {"by": identifier, "created_at": moment}

KEYS: dict[str, dict[str, Check]] = {
    "status": {
        "kind": choice(StatusKind.values),
        "label": line(60, empty=True),
        "topic_types": _types,
        "on_roadmap": flag,
        "position": number(SMALL),
    },
    "tag": {"name": _tag, "slug": matching(SLUG, 100), "staff_only": flag},
    "person": {
        "handle": matching(HANDLE, limits.HANDLE_LENGTH),
        "name": line(limits.NAME_LENGTH, empty=True),
        "email": line(254, empty=True),
        "language": _language,
        "role": choice(ROLES),
        "created_at": moment,
        "suspended_until": moment,
        "anonymised": flag,
        "preferences": table(_preferences, choice(Timing.values)),
    },
    "forum": {
        "slug": matching(SLUG, 100),
        "name": line(100),
        "description": text(10_000),
        "ask_hint": text(10_000),
        "language": _language,
        "icon": line(30, empty=True),
        "topic_types": _types,
        "statuses": many(identifier, 100),
        "visibility": choice(ForumVisibility.values),
        "groups": _names,
        "predicate": line(200, empty=True),
        "moderation_policy": choice(ModerationPolicy.values),
        "first_posts": number(SMALL),
        **dict.fromkeys(SWITCHES, flag),
        "watched_words": text(limits.WATCHED_WORDS_LENGTH),
        "position": number(SMALL),
    },
    "topic": _content
    | {
        "forum": identifier,
        "topic_type": choice(TopicType.values),
        "title": line(limits.TITLE_LENGTH),
        "body": text(limits.BODY_LENGTH),
        "language": _language,
        "status": identifier,
        "tags": many(_tag, limits.TOPIC_TAGS),
        "private": flag,
        "public_consent": flag,
        "featured_until": moment,
        "closed_at": moment,
        "official_answer": identifier,
        "solution": identifier,
        "last_activity_at": moment,
        "updated_at": moment,
    },
    "answer": _content
    | {
        "topic": identifier,
        "parent": identifier,
        "body": text(limits.BODY_LENGTH, empty=False),
        "merge": identifier,
    },
    "merge": _act | {"duplicate": identifier, "survivor": identifier, "displaced": marks},
    "split": _act | {"answer": identifier, "topic": identifier, "undone_at": moment},
    "vote": {
        "topic": identifier,
        "answer": identifier,
        "voter": identifier,
        "merge": identifier,
        "created_at": moment,
    },
    "subscription": {
        "person": identifier,
        "topic": identifier,
        "forum": identifier,
        "tag": _tag,
        "level": choice(SubscriptionLevel.values),
        "mail": choice(("", *Timing.values)),
        "preferences": table(_preferences, choice(Timing.values)),
        "reason": choice(SubscriptionReason.values),
        "merge": identifier,
        "created_at": moment,
    },
    "link": {
        "topic": identifier,
        "model": matching(MODEL, 200),
        "object": text(64, empty=False),
        "title": text(255),
        "locale": text(16),
        "revision": number(2**62),
    },
    "attachment": {
        "person": identifier,
        "topic": identifier,
        "answer": identifier,
        "name": line(100),
        "alt": text(limits.ALT_LENGTH),
        "sha256": matching(SHA256, 64),
        "created_at": moment,
    },
}

REQUIRED: dict[str, tuple[str, ...]] = {
    "status": ("id", "kind"),
    "tag": ("name",),
    "person": ("id",),
    "forum": ("id", "slug", "name"),
    "topic": ("id", "forum", "topic_type", "title", "created_at"),
    "answer": ("id", "topic", "body", "created_at"),
    "merge": ("id", "duplicate", "survivor"),
    "split": ("id", "answer", "topic"),
    "vote": ("id", "created_at"),
    "subscription": ("id", "person", "level"),
    "link": ("topic", "model", "object"),
    "attachment": ("id", "name", "sha256"),
}

#: Exactly one of these keys.
ONE_OF: dict[str, tuple[str, ...]] = {
    "vote": ("topic", "answer"),
    "subscription": ("topic", "forum", "tag"),
    "attachment": ("topic", "answer"),
}

#: Keys that name an earlier line, and the type of that line.
REFERENCES: dict[str, dict[str, str]] = {
    "forum": {"statuses": "status"},
    "topic": {"forum": "forum", "author": "person"},
    "merge": {"duplicate": "topic", "survivor": "topic", "by": "person"},
    "answer": {"topic": "topic", "author": "person", "parent": "answer", "merge": "merge"},
    "split": {"answer": "answer", "topic": "topic", "by": "person"},
    "vote": {"topic": "topic", "answer": "answer", "voter": "person", "merge": "merge"},
    "subscription": {"person": "person", "topic": "topic", "forum": "forum", "merge": "merge"},
    "link": {"topic": "topic"},
    "attachment": {"person": "person", "topic": "topic", "answer": "answer"},
}

#: Keys of a topic that name a later line: one of its answers.
MARKS = ("official_answer", "solution")
