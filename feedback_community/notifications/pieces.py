"""What a mail says of each of its rows, in plain values for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.enums import AuthorRole, ModerationState, NotificationKind, SubscriptionReason
from feedback_community.markup import shorten
from feedback_community.models import (
    Answer,
    CommunityTag,
    Forum,
    ModerationItem,
    Notification,
    Status,
    Subscription,
    Topic,
)
from feedback_community.notifications.relevance import Reading
from feedback_community.people import author_name


@dataclass(frozen=True)
class Piece:
    """One row: `text` is quoted, `note` are words meant for readers, `url` leads to the place."""

    kind: str
    url: str
    name: str = ""
    role: str = ""
    text: str = ""
    is_cut: bool = False
    note: str = ""
    status: str = ""
    is_approved: bool = False
    is_answer: bool = False

    @property
    def quoted(self) -> list[str]:
        """The lines of the text, for a quotation in a text mail."""
        return self.text.splitlines()

    @property
    def line(self) -> str:
        """The text in one line, for the lesser pieces."""
        return shorten(self.text, limits.EXCERPT_LENGTH)


def pieces_of(rows: Sequence[Notification], reading: Reading) -> list[Piece]:
    """In the order of the rows; an answer that stands in the mail already is not told again."""
    told: set[int] = set()
    pieces = []
    for row in rows:
        if row.answer_id and row.kind != NotificationKind.DECIDED:
            if row.answer_id in told:
                continue
            told.add(row.answer_id)
        pieces.append(_piece(row, reading))
    return pieces


def _piece(row: Notification, reading: Reading) -> Piece:
    site = reading.topic.forum.site
    answer = reading.answer_of(row)
    content = answer or reading.topic
    url = site.root_url.rstrip("/") + content.get_absolute_url()
    if row.kind == NotificationKind.STATUS:
        return _status_piece(row, reading, url)
    if row.kind == NotificationKind.DECIDED:
        return _decision_piece(row, content, url)
    if row.kind == NotificationKind.PAGE:
        return _page_piece(row, reading, url)
    if row.kind == NotificationKind.MERGED:
        return Piece(kind=row.kind, url=url, note=_title_of_duplicate(row, reading))
    text, is_cut = _quote(content)
    shown_role = content.author_role not in (AuthorRole.MEMBER, AuthorRole.GUEST)
    return Piece(
        kind=row.kind,
        url=url,
        name=author_name(content),
        role=str(AuthorRole(content.author_role).label) if shown_role else "",
        text=text,
        is_cut=is_cut,
        is_answer=answer is not None,
    )


def _page_piece(row: Notification, reading: Reading, url: str) -> Piece:
    """What was published, and the way there instead of to the topic."""
    event = reading.event_of(row)
    if event is None:
        return Piece(kind=row.kind, url=url)
    return Piece(kind=row.kind, url=event.after, note=event.text.removesuffix(event.after).rstrip())


def _quote(content: Topic | Answer) -> tuple[str, bool]:
    """The text as it is now; of a very long one the beginning, and that it goes on."""
    text = content.body_text
    if len(text) <= limits.MAIL_QUOTE_LENGTH:
        return text, False
    return text[: limits.MAIL_QUOTE_LENGTH].rsplit(None, 1)[0], True


def _status_piece(row: Notification, reading: Reading, url: str) -> Piece:
    event = reading.event_of(row)
    status = Status.objects.filter(pk=event.after).first() if event else None
    label = (status or reading.topic.status).label_for(reading.topic.topic_type)
    return Piece(kind=row.kind, url=url, status=label, note=event.text if event else "")


def _title_of_duplicate(row: Notification, reading: Reading) -> str:
    event = reading.event_of(row)
    return Topic.objects.filter(pk=event.after).values_list("title", flat=True).first() or "" if event else ""


def _decision_piece(row: Notification, content: Topic | Answer, url: str) -> Piece:
    item = ModerationItem.objects.filter(pk=row.data.get("item")).first()
    text, is_cut = _quote(content)
    return Piece(
        kind=row.kind,
        url=url,
        text=text,
        is_cut=is_cut,
        note=item.note if item else "",
        is_approved=item is not None and item.decision == ModerationState.PUBLISHED,
        is_answer=row.answer_id is not None,
    )


def reason_of(row: Notification, reading: Reading) -> tuple[str, Topic | Forum | CommunityTag]:
    """Why this reader gets the mail, in a sentence, and what the link in it stops."""
    topic = reading.topic
    if row.kind == NotificationKind.TOPIC:
        return _reason_for_new_topic(reading)
    if row.kind == NotificationKind.MENTION:
        return _("You get this mail because you were mentioned."), topic
    if row.kind in (NotificationKind.DECIDED, NotificationKind.CONSENT):
        return _("You get this mail because it is about your own post."), topic
    if row.kind == NotificationKind.MERGED:
        return _("You get this mail because you took part in the topic that was merged."), topic
    own = Subscription.objects.filter(member=reading.member, topic=topic).first()
    match own.reason if own else "":
        case SubscriptionReason.AUTHOR:
            return _("You get this mail because you started this topic."), topic
        case SubscriptionReason.ANSWERER:
            return _("You get this mail because you answered in this topic."), topic
        case SubscriptionReason.VOTER:
            return _("You get this mail because you voted for this topic."), topic
    return _("You get this mail because you follow this topic."), topic


def _reason_for_new_topic(reading: Reading) -> tuple[str, Topic | Forum | CommunityTag]:
    topic = reading.topic
    wishes = Subscription.objects.filter(member=reading.member)
    if wishes.filter(forum=topic.forum_id).exists():
        words = _("You get this mail because you follow “%(forum)s”.") % {"forum": topic.forum.name}
        return words, topic.forum
    tag = CommunityTag.objects.filter(subscriptions__in=wishes, tagged_topics__content_object=topic).first()
    if tag is not None:
        return _("You get this mail because you follow the tag “%(tag)s”.") % {"tag": tag.name}, tag
    return _("You get this mail because you follow this topic."), topic
