"""What staff do beside a topic: look after it, claim it for a while, keep notes, ask its author."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.history import audit
from feedback_community.actions.members import ensure_member
from feedback_community.exceptions import ContentRejected, InvalidChange
from feedback_community.models import Answer, Assignment, InternalNote, Member, SavedView, Topic
from feedback_community.permissions.checks import check_staff
from feedback_community.permissions.policy import get_policy


@transaction.atomic
def assign_topic(topic: Topic, *, by: Any, to: Any | None) -> bool:
    """Have a colleague look after the topic, or nobody. Returns False when it is so already.

    `to` is a user. Raises NotAllowed; InvalidChange for somebody who does not work in this forum.
    """
    check_staff(by, topic.forum)
    if to is not None and not get_policy().is_staff(to, topic.forum):
        raise InvalidChange(_("This person does not work in the forum of the topic."))
    assignee = ensure_member(to) if to is not None else None
    assignment = _locked(topic)
    if assignment.assignee_id == (assignee.pk if assignee else None):
        return False
    assignment.assignee = assignee
    assignment.save(update_fields=["assignee"])
    audit(topic, "assign", user=by, to=assignee.handle if assignee else "")
    return True


def claim_topic(topic: Topic, *, by: Any) -> Member:
    """Say "I am answering this" for 10 minutes. Returns who has the claim: `by`, or who was first.

    Soft: it warns the others and forbids nothing. Two at once: one statement decides.
    """
    check_staff(by, topic.forum)
    me, now = ensure_member(by), timezone.now()
    Assignment.objects.get_or_create(topic=topic)
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=me) | Q(claimed_by=None)
    until = now + timedelta(minutes=limits.CLAIM_MINUTES)
    rows = Assignment.objects.filter(free, topic=topic)
    if rows.update(claimed_by=me, claimed_until=until):
        return me
    return Assignment.objects.select_related("claimed_by__user").get(topic=topic).claimed_by or me


def release_topic(topic: Topic, *, by: Any) -> bool:
    """Give one's claim back. Returns whether there was one."""
    check_staff(by, topic.forum)
    claims = Assignment.objects.filter(topic=topic, claimed_by=ensure_member(by), claimed_until__isnull=False)
    return bool(claims.update(claimed_by=None, claimed_until=None))


@transaction.atomic
def write_note(topic: Topic, *, by: Any, body: str) -> InternalNote:
    """Keep a word for colleagues. Raises ContentRejected for an empty or over-long one."""
    check_staff(by, topic.forum)
    text = body.replace("\x00", "").strip()
    if not text:
        raise ContentRejected(_("An empty note helps nobody."), field="note")
    if len(text) > limits.INTERNAL_NOTE_LENGTH:
        message = _("This note has %(length)d characters; %(limit)d are allowed.")
        values = {"length": len(text), "limit": limits.INTERNAL_NOTE_LENGTH}
        raise ContentRejected(message % values, field="note")
    audit(topic, "write_note", user=by)
    return InternalNote.objects.create(topic=topic, author=ensure_member(by), body=text)


@transaction.atomic
def delete_note(note: InternalNote, *, by: Any) -> None:
    """Its author, or a moderator of the forum, takes a note away."""
    check_staff(by, note.topic.forum)
    if note.author_id != ensure_member(by).pk and not get_policy().can_moderate(by, note.topic.forum):
        raise InvalidChange(_("Only its author or a moderator can delete a note."))
    audit(note.topic, "delete_note", user=by)
    note.delete()


@transaction.atomic
def pause_clock(topic: Topic, *, by: Any) -> bool:
    """We asked the author for details: the company's clock stands until the author answers."""
    check_staff(by, topic.forum)
    assignment = _locked(topic)
    if assignment.info_asked_at is not None:
        return False
    assignment.info_asked_at = timezone.now()
    assignment.save(update_fields=["info_asked_at"])
    audit(topic, "pause_clock", user=by)
    return True


@transaction.atomic
def resume_clock(topic: Topic, *, by: Any) -> bool:
    """Staff need no answer of the author any more."""
    check_staff(by, topic.forum)
    asked = Assignment.objects.filter(topic=topic, info_asked_at__isnull=False)
    if not asked.update(info_asked_at=None):
        return False
    audit(topic, "resume_clock", user=by)
    return True


def hear_author(answer: Answer) -> None:
    """The author spoke: the clock runs again. Called where an answer becomes public."""
    if answer.author_id is not None and answer.author_id == answer.topic.author_id:
        Assignment.objects.filter(topic=answer.topic_id).update(info_asked_at=None)


@transaction.atomic
def save_view(*, by: Any, name: str, queue: str, query: str) -> SavedView:
    """Keep a queue with its filters under a name; the same name again replaces it."""
    member = ensure_member(by)
    line = " ".join(name.split())
    if not line or len(line) > 60:
        raise ContentRejected(_("A view needs a name of up to 60 characters."), field="name")
    if len(query) > 500:
        raise ContentRejected(_("These are too many filters to keep."), field="name")
    known = SavedView.objects.filter(member=member)
    if not known.filter(name=line).exists() and known.count() >= limits.SAVED_VIEWS:
        raise InvalidChange(_("You keep as many views as there is room for; delete one first."))
    view, _created = known.update_or_create(
        member=member, name=line, defaults={"queue": queue, "query": query}
    )
    return view


def delete_view(view: SavedView) -> None:
    view.delete()


def _locked(topic: Topic) -> Assignment:
    Assignment.objects.get_or_create(topic=topic)
    return Assignment.objects.select_for_update().get(topic=topic)
