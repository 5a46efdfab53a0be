"""The kept states of a text, newest first, each with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from reversion.models import Version

from feedback_community import limits
from feedback_community.models import Answer, Member, Topic
from feedback_community.people import PersonCard, author_card, card_of, member_of
from feedback_community.web.textdiff import Piece, compare


@dataclass(frozen=True)
class State:
    """One kept state. `pieces` compare it with the one before; the first state is shown whole."""

    pk: int
    at: datetime
    by: PersonCard
    comment: str
    title: str
    body: str
    title_pieces: list[Piece]
    pieces: list[Piece]
    is_present: bool
    is_first: bool


def states_of(content: Topic | Answer) -> list[State]:
    """The last states, at most HISTORY_STATES; the oldest shown is compared with its predecessor too."""
    versions = list(_versions(content)[: limits.HISTORY_STATES + 1])
    found = []
    for number, version in enumerate(versions[: limits.HISTORY_STATES]):
        older = versions[number + 1] if number + 1 < len(versions) else None
        found.append(_state(version, older, content, is_present=number == 0))
    return found


def text_of(content: Topic | Answer, version_id: int) -> dict[str, str] | None:
    """Title (of topics) and body of a kept state of exactly this content, or None."""
    version = _versions(content).filter(pk=version_id).first()
    return None if version is None else _texts(version)


def _versions(content: Topic | Answer) -> QuerySet[Version]:
    return Version.objects.get_for_object(content).select_related("revision__user").order_by("-pk")


def _texts(version: Version) -> dict[str, str]:
    return {name: str(value) for name, value in version.field_dict.items() if name in ("title", "body")}


def _writer(version: Version, content: Topic | Answer) -> Member | None:
    """Who left this state. Without an account one writes one's own texts only."""
    if version.revision.user is None and content.author is not None and content.author.user_id is None:
        return content.author
    return member_of(version.revision.user)


def _card(version: Version, content: Topic | Answer) -> PersonCard:
    """A hidden name is hidden here for everybody; staff read it on the topic's page."""
    writer = _writer(version, content)
    is_author = writer is not None and writer.pk == content.author_id
    return author_card(content) if is_author else card_of(writer)


def _state(version: Version, older: Version | None, content: Topic | Answer, *, is_present: bool) -> State:
    texts = _texts(version)
    before = _texts(older) if older else texts
    revision = version.revision
    title = texts.get("title", "")
    return State(
        pk=version.pk,
        at=revision.date_created,
        by=_card(version, content),
        comment=revision.comment,
        title=title,
        body=texts["body"],
        title_pieces=compare(before.get("title", ""), title),
        pieces=compare(before["body"], texts["body"]),
        is_present=is_present,
        is_first=older is None,
    )
