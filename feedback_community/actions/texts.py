"""Customer text on its way into a row: limits, rendering, mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import reversion
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback_community import limits, markup
from feedback_community.actions.attachments import files_of, shown_files
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Answer, Attachment, Member, Mention, Topic
from feedback_community.people import name_of
from feedback_community.permissions.policy import get_policy


def clean_title(title: str) -> str:
    """One line without surplus space. Raises ContentRejected for the field "title"."""
    line = " ".join(title.replace("\x00", "").split())
    if len(line) < limits.TITLE_MIN_LENGTH:
        message = ngettext(
            "A title has at least %(limit)d character.",
            "A title has at least %(limit)d characters.",
            limits.TITLE_MIN_LENGTH,
        )
        raise ContentRejected(message % {"limit": limits.TITLE_MIN_LENGTH}, field="title")
    if len(line) > limits.TITLE_LENGTH:
        message = _("This title has %(length)d characters; %(limit)d are allowed.")
        raise ContentRejected(message % {"length": len(line), "limit": limits.TITLE_LENGTH}, field="title")
    return line


def clean_note(note: str) -> str:
    """A reason or public note. Raises ContentRejected for the field "note"."""
    text = note.replace("\x00", "").strip()
    if len(text) > limits.NOTE_LENGTH:
        message = _("This note has %(length)d characters; %(limit)d are allowed.")
        raise ContentRejected(message % {"length": len(text), "limit": limits.NOTE_LENGTH}, field="note")
    return text


def render_into(
    content: Topic | Answer, source: str, *, files: Sequence[Attachment] = ()
) -> tuple[Member, ...]:
    """Fill the text columns from Markdown, without saving. Returns the people mentioned.

    Raises ContentRejected. Only people who may read the topic can be mentioned.
    """
    markup.check_size(source)
    topic = content if isinstance(content, Topic) else content.topic
    mentioned = _mentionable(topic, markup.extract_handles(source))
    people = {m.handle: shown_person(m) for m in mentioned}
    fill_text(content, source, people, shown_files(files))
    return mentioned


def shown_person(member: Member) -> markup.Person:
    """What a mention of this member leads to and reads like. `member.user` should be fetched already."""
    return markup.Person(member.get_absolute_url(), name_of(member))


def fill_text(
    content: Topic | Answer,
    source: str,
    people: Mapping[str, markup.Person],
    files: Mapping[str, markup.File] | None = None,
) -> None:
    """Fill the text columns; `people` are those, by lower-cased handle, who may be mentioned.

    Raises ContentRejected.
    """
    rendered = markup.render_markup(source, people=people, files=files)
    content.body = source
    content.body_html = rendered.html
    content.body_text = rendered.text
    content.excerpt = rendered.excerpt
    content.renderer_version = markup.RENDERER_VERSION


def save_mentions(content: Topic | Answer, mentioned: tuple[Member, ...]) -> tuple[Member, ...]:
    """Make the mention rows fit the text. Returns those mentioned for the first time here."""
    topic = content if isinstance(content, Topic) else content.topic
    answer = None if isinstance(content, Topic) else content
    rows = Mention.objects.filter(topic=topic, answer=answer)
    known = set(rows.values_list("member_id", flat=True))
    wanted = {member.pk for member in mentioned}
    if known - wanted:
        rows.filter(member__in=known - wanted).delete()
    fresh = tuple(member for member in mentioned if member.pk not in known)
    Mention.objects.bulk_create(
        (Mention(member=member, topic=topic, answer=answer) for member in fresh), ignore_conflicts=True
    )
    return fresh


#: Columns that an edit writes. Numbers are left out: a vote may have moved them since the row was read.
TEXT_COLUMNS = ("body", "body_html", "body_text", "excerpt", "renderer_version", "edited_at")


def save_version(content: Topic | Answer, *, by: Member, comment: str = "") -> None:
    """Save the row (of one that exists, the text only) and keep its text as a state of django-reversion."""
    title = ("title", "slug") if isinstance(content, Topic) else ()
    columns = None if content._state.adding else (*TEXT_COLUMNS, *title)
    with reversion.create_revision():
        content.save(update_fields=columns)
        if by.user_id and reversion.get_user() is None:
            reversion.set_user(by.user)
        if comment and not reversion.get_comment():
            reversion.set_comment(comment)


def render_again(content: Topic | Answer) -> None:
    """Render a stored text anew (the renderer changed, a mentioned person was renamed or left)."""
    files = files_of(content)
    if content.body.strip():
        render_into(content, content.body, files=files)
    else:  # An imported topic may say nothing but its title.
        content.body_html = markup.file_list(shown_files(files).values())
    type(content).objects.filter(pk=content.pk).update(
        body_html=content.body_html,
        body_text=content.body_text,
        excerpt=content.excerpt,
        renderer_version=content.renderer_version,
    )


def _mentionable(topic: Topic, handles: tuple[str, ...]) -> tuple[Member, ...]:
    if not handles:
        return ()
    found = Member.objects.with_user().by_handles(handles[: limits.BODY_MENTIONS])
    return tuple(m for m in found if m.user_id is None or _may_read(m, topic))


def _may_read(member: Member, topic: Topic) -> bool:
    """By forum and privacy, also before the topic is published or even saved."""
    policy = get_policy()
    if topic.forum_id not in policy.visible_forum_ids(member.user, topic.forum.site):
        return False
    if not topic.is_private or member.pk == topic.author_id:
        return True
    return policy.is_staff(member.user, topic.forum)


def mark_edited(content: Topic | Answer) -> None:
    content.edited_at = timezone.now()
