"""Attached files of an import: lines of the file, bytes from the folder beside it.

The bytes are looked at as if somebody had uploaded them: told by content, pictures decoded. A picture that
carries nothing but itself is kept byte for byte; any other is made anew.
"""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community.actions.attachments import check_file_size, place_file
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Run
from feedback_community.actions.texts import render_again
from feedback_community.exceptions import ContentRejected
from feedback_community.files.kinds import clean_name, recognise
from feedback_community.files.pictures import is_bare, remake
from feedback_community.models import Answer, Attachment, Topic

ID = re.compile(r"[A-Za-z0-9_-]+")
ENDS = (("person", "person"), ("topic", "topic"), ("answer", "answer"))


def import_files(run: Run, records: list[Record]) -> None:
    folder = run.options.files
    if folder is None:
        for record in records:
            run.skip(record, _("attached files were not asked for"))
        return
    # Texts name their files by this id: it stays what it is, whatever the source is called.
    ids = [record.id for record in records]
    there = set(Attachment.objects.filter(uid__in=ids).values_list("uid", flat=True))
    rows = []
    for record in records:
        if record.id in there:
            run.report.known[record.kind] += 1
            continue
        if run.missing(record, *ENDS):
            continue
        try:
            rows.append(_row(run, record, _bytes(folder, record)))
        except ContentRejected as problem:
            run.refuse(record, problem.message)
        else:
            run.report.created[record.kind] += 1
    for model, key in ((Topic, "topic_id"), (Answer, "answer_id")):
        _show(model, {pk for row in rows if (pk := getattr(row, key)) is not None})


def _bytes(folder: Path, record: Record) -> bytes:
    name = record.get("sha256")
    if not ID.fullmatch(record.id):
        raise ContentRejected(_("id: it contains a character that is not allowed there"))
    try:
        check_file_size((folder / name).stat().st_size)
        content = (folder / name).read_bytes()
    except OSError:
        message = _("there is no file %(name)s in %(folder)s")
        raise ContentRejected(message % {"name": name, "folder": folder}) from None
    if hashlib.sha256(content).hexdigest() != name:
        raise ContentRejected(_("the bytes of the file %(name)s are not its own") % {"name": name})
    return content


def _row(run: Run, record: Record, content: bytes) -> Attachment:
    kind = recognise(io.BytesIO(content))
    if kind is None:
        raise ContentRejected(_("Files of this kind cannot be attached."), field="files")
    picture = remake(io.BytesIO(content), kind) if kind.is_picture else None
    if picture is not None and not is_bare(content, kind):
        content, kind = picture.content, picture.kind
    return place_file(
        content,
        kind,
        picture,
        uid=record.id,
        name=clean_name(record.get("name"), kind),
        alt=record.get("alt", ""),
        member_id=run.author(record, "person"),
        topic_id=run.key("topic", record.get("topic")),
        answer_id=run.key("answer", record.get("answer")),
        created_at=record.get("created_at") or timezone.now(),
        is_kept=not run.options.dry_run,
    )


def _show(model: Any, pks: set[int]) -> None:
    """Texts print their files, so they are printed again."""
    related = ("author__user", "forum__site") if model is Topic else ("author__user", "topic__forum__site")
    for post in model.objects.filter(pk__in=pks).select_related(*related).order_by("pk"):
        render_again(post)
