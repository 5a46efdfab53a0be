"""What a notification can be about, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback_community.enums import (
    NotificationChannel,
    NotificationKind,
    SubscriptionLevel,
    Timing,
)

#: Events of the outbox, and the notifications they become.
KINDS: dict[str, NotificationKind] = {
    "official_answer_set": NotificationKind.OFFICIAL_ANSWER,
    "solution_marked": NotificationKind.SOLUTION,
    "status_changed": NotificationKind.STATUS,
    "page_published": NotificationKind.PAGE,
    "mentioned": NotificationKind.MENTION,
    "answer_published": NotificationKind.ANSWER,
    "topic_published": NotificationKind.TOPIC,
    "content_decided": NotificationKind.DECIDED,
    "consent_asked": NotificationKind.CONSENT,
    "topic_merged": NotificationKind.MERGED,
}

#: Gathered for some minutes, per topic and reader; everything else leaves at once.
BATCHED = frozenset({NotificationKind.ANSWER, NotificationKind.TOPIC})
#: Meant for certain persons, whatever they follow.
DIRECT = frozenset(
    {
        NotificationKind.MENTION,
        NotificationKind.DECIDED,
        NotificationKind.CONSENT,
        NotificationKind.MERGED,
    }
)
#: What "official answers and status" lets through.
OFFICIAL = frozenset(
    {
        NotificationKind.OFFICIAL_ANSWER,
        NotificationKind.SOLUTION,
        NotificationKind.STATUS,
        NotificationKind.PAGE,
    }
)

#: Always told on the site: questions and decisions that wait for this person.
ALWAYS_TOLD = frozenset({NotificationKind.DECIDED, NotificationKind.CONSENT})

_WEIGHTS = {kind: weight for weight, kind in enumerate(NotificationKind.values)}


def weight(kind: str) -> int:
    """The smaller the weightier."""
    return _WEIGHTS[kind]


@dataclass(frozen=True)
class Cause:
    """One thing that happened, as the outbox told it."""

    event: str
    payload: Mapping[str, Any] = field(hash=False)

    @property
    def kind(self) -> NotificationKind:
        return KINDS[self.event]

    @property
    def key(self) -> str:
        """Never twice to one person: "answer:12", "status:34"."""
        return self.payload["cause"]

    @property
    def by(self) -> int | None:
        return self.payload.get("by")

    @property
    def delay(self) -> int:
        return int(self.payload.get("delay_mail", 0))


def preference_key(channel: str, kind: str) -> str:
    """How `Member.preferences` names a channel for a kind."""
    return f"{channel}:{kind}"


@dataclass(frozen=True)
class Levels:
    """What one member asked to hear: of this topic (None: never asked), of its forum and tags, by which
    channel and when. `mail` is the timing chosen for this topic or its forum, "" for none; `nearest` are the
    choices by kind that were made for the topic, its forum or tags."""

    topic: str | None = None
    new_topics: bool = False
    mail: str = ""
    preferences: Mapping[str, str] = field(default_factory=dict, hash=False)
    nearest: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_muted(self) -> bool:
        return self.topic == SubscriptionLevel.NONE

    def wants(self, kind: str) -> bool:
        """Whether these wishes let the kind through. Direct ones are let through unless muted."""
        if self.is_muted:
            return False
        if kind in DIRECT:
            return True
        if kind == NotificationKind.TOPIC:
            return self.new_topics
        if kind in OFFICIAL:
            return self.topic in (SubscriptionLevel.ALL, SubscriptionLevel.OFFICIAL)
        return self.topic == SubscriptionLevel.ALL

    def mail_timing(self, kind: str) -> str:
        """When a mail of this kind leaves. What is meant for one person cannot wait for a summary."""
        key = preference_key(NotificationChannel.EMAIL, kind)
        if key in self.nearest:
            return self.nearest[key]
        own = self.preferences.get(key, Timing.NOW)
        return own if kind in DIRECT else self.mail or own

    def shows(self, kind: str) -> bool:
        """Whether the kind appears in the bell."""
        key = preference_key(NotificationChannel.SITE, kind)
        own = self.nearest.get(key) or self.preferences.get(key, Timing.NOW)
        return kind in ALWAYS_TOLD or own != Timing.NEVER
