"""Files that people attach: taken in, tied to a post, taken away."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback_community import limits, markup
from feedback_community.actions.members import ensure_member
from feedback_community.conf import app_settings
from feedback_community.enums import TrustLevel
from feedback_community.exceptions import ContentRejected
from feedback_community.files.kinds import KINDS, Kind, clean_name, recognise
from feedback_community.files.pictures import Picture, remake
from feedback_community.files.storage import private_storage
from feedback_community.models import Answer, Attachment, Member, Topic
from feedback_community.models.base import new_uid
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_attach
from feedback_community.permissions.policy import STAFF_RIGHTS, get_policy, topic_of

logger = logging.getLogger("feedback_community.files")


def upload_file(file: BinaryIO, *, name: str, by: Any, site: Any, alt: str = "") -> Attachment:
    """Take a file in. It waits, seen by its owner only, until it is posted with a text.

    Raises NotAllowed, or ContentRejected for the field "files". Not atomic: the row is there before the
    bytes, so that whatever breaks in between leaves no file that nobody knows of.
    """
    check_attach(by, site)
    member = ensure_member(by)
    works_here = get_policy().access(by, site).forum_ids_with(*STAFF_RIGHTS)
    kind = _checked(file, name, is_new=member.trust == TrustLevel.NEW and not works_here)
    picture = remake(file, kind) if kind.is_picture else None
    content = picture.content if picture else file.read()
    kind = picture.kind if picture else kind
    row = _row(member, kind, content, picture)
    row.name, row.alt = clean_name(name, kind), alt.strip()[: limits.ALT_LENGTH]
    row.save()
    _store(row, content, picture)
    return row


def check_file_size(size: int) -> None:
    """Raises ContentRejected for the field "files"."""
    if not size or size > limits.ATTACHMENT_BYTES:
        message = _("This file is empty.") if not size else _("A file may have %(limit)d MB at most.")
        raise ContentRejected(message % {"limit": limits.ATTACHMENT_BYTES // 1_000_000}, field="files")


def _checked(file: BinaryIO, name: str, *, is_new: bool) -> Kind:
    check_file_size(file.seek(0, 2))
    kind = recognise(file)
    if kind is None or (is_new and not kind.is_picture):
        raise ContentRejected(_refusal(is_new), field="files")
    check = app_settings.load("ATTACHMENT_CHECK")
    if check and (reason := check(file, name)):
        raise ContentRejected(str(reason), field="files")
    file.seek(0)
    return kind


def _refusal(is_new: bool) -> str:
    kinds = [KINDS[name] for name in app_settings.ATTACHMENT_KINDS if name in KINDS]
    endings = ", ".join(
        kind.endings[0].lstrip(".").upper() for kind in kinds if kind.is_picture or not is_new
    )
    if is_new:
        return _("New members can attach pictures only: %(kinds)s.") % {"kinds": endings}
    return _("Files of this kind cannot be attached; possible are %(kinds)s.") % {"kinds": endings}


def _row(
    member: Member | None, kind: Kind, content: bytes, picture: Picture | None, uid: str = ""
) -> Attachment:
    uid = uid or new_uid()
    place = f"{uid[:2]}/{uid}"
    return Attachment(
        uid=uid,
        member=member,
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        stored_as=f"{place}{kind.endings[0]}",
        small_as=f"{place}-small.webp" if picture else "",
    )


def _store(row: Attachment, content: bytes, picture: Picture | None) -> None:
    storage = private_storage()
    try:
        row.stored_as = storage.save(row.stored_as, ContentFile(content))
        if picture is not None:
            row.small_as = storage.save(row.small_as, ContentFile(picture.small))
    except Exception as problem:  # Every storage has errors of its own.
        logger.exception("A file could not be stored")
        drop_files([row])
        message = _("Files cannot be stored at the moment. Please try again later; your text is kept.")
        raise ContentRejected(message, field="files") from problem
    row.is_stored = True
    row.save(update_fields=["stored_as", "small_as", "is_stored"])


def place_file(
    content: bytes, kind: Kind, picture: Picture | None, *, is_kept: bool = True, **fields: Any
) -> Attachment:
    """A file whose fields are known already: of an import. Raises ContentRejected."""
    row = _row(None, kind, content, picture, uid=fields.pop("uid"))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    if is_kept:
        _store(row, content, picture)
    return row


def take_files(
    content: Topic | Answer, source: str, wanted: Mapping[str, str] | None, *, by: Member
) -> list[Attachment]:
    """The attachments a text is to have: those wanted (uid → words about it) and those it shows itself.

    None for `wanted` keeps what is there. Others' files and unknown ones are left out. Raises
    ContentRejected. The caller ties them to the saved row by `tie_files`.
    """
    mine = {row.uid: row for row in by.attachments.filter(topic=None, answer=None, is_stored=True)}
    there = {row.uid: row for row in files_of(content)}
    uids = dict.fromkeys((*(there if wanted is None else wanted), *markup.extract_files(source)))
    rows = [row for uid in uids if (row := there.get(uid) or mine.get(uid)) is not None]
    works_here = by.user_id is not None and get_policy().is_staff(by.user, topic_of(content).forum)
    is_new = by.trust == TrustLevel.NEW and not works_here
    limit = limits.NEW_MEMBER_ATTACHMENTS if is_new else limits.ATTACHMENTS
    if len(rows) > limit and len(rows) > len(there):
        message = ngettext(
            "At most %(limit)d file can be attached.", "At most %(limit)d files can be attached.", limit
        )
        raise ContentRejected(message % {"limit": limit}, field="files")
    for row in rows:
        row.alt = (wanted or {}).get(row.uid, row.alt).strip()[: limits.ALT_LENGTH]
    return sorted(rows, key=lambda row: row.pk)


def files_of(content: Topic | Answer) -> list[Attachment]:
    return list(content.attachments.order_by("pk")) if content.pk else []


def differ(content: Topic | Answer, rows: Sequence[Attachment]) -> bool:
    """Whether these are other files, or other words about them, than the post has."""
    return [(row.pk, row.alt) for row in files_of(content)] != [(row.pk, row.alt) for row in rows]


def tie_files(content: Topic | Answer, rows: Sequence[Attachment]) -> None:
    """These belong to the post from now on; files it had besides are deleted."""
    drop_files(content.attachments.exclude(pk__in=[row.pk for row in rows]))
    for row in rows:
        row.topic, row.answer = (content, None) if isinstance(content, Topic) else (None, content)
        row.save(update_fields=["topic", "answer", "alt"])


def shown_files(rows: Iterable[Attachment]) -> dict[str, markup.File]:
    """By uid, as a text prints them."""
    return {
        row.uid: markup.File(
            url=row.get_absolute_url(),
            name=row.name,
            size=row.size,
            small=row.small_url,
            width=row.width,
            height=row.height,
            alt=row.alt,
        )
        for row in rows
    }


@transaction.atomic
def drop_files(rows: Iterable[Attachment]) -> int:
    """Delete rows, and after the commit what lies in the storage. Returns how many there were."""
    found = list(rows)
    if not found:
        return 0
    names = [name for row in found for name in (row.stored_as, row.small_as) if name]
    Attachment.objects.filter(pk__in=[row.pk for row in found]).delete()
    queue.put("files_dropped", names=names)
    return len(found)


def move_files(source: Topic | Answer, target: Topic | Answer) -> None:
    """A text that is read at another place takes its files along."""
    to = {"topic": target, "answer": None} if isinstance(target, Topic) else {"topic": None, "answer": target}
    source.attachments.update(**to)
