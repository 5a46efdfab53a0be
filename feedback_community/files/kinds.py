"""What a file is, by its content. What it calls itself decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype

from feedback_community.conf import app_settings

#: Bytes of the beginning that tell a kind.
HEAD = 8_192


@dataclass(frozen=True)
class Kind:
    """`endings`: those a name may keep; the first is given to any other."""

    name: str
    content_type: str
    endings: tuple[str, ...]
    is_picture: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("jpeg", "image/jpeg", (".jpg", ".jpeg"), is_picture=True),
        Kind("png", "image/png", (".png",), is_picture=True),
        Kind("webp", "image/webp", (".webp",), is_picture=True),
        Kind("gif", "image/gif", (".gif",), is_picture=True),
        Kind("pdf", "application/pdf", (".pdf",)),
        Kind("text", "text/plain", (".txt", ".log", ".csv", ".md", ".json", ".conf", ".ini")),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
        Kind("odt", "application/vnd.oasis.opendocument.text", (".odt",)),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", (".ods",)),
        Kind("zip", "application/zip", (".zip",)),
    )
}
_BY_TYPE = {kind.content_type: kind for kind in KINDS.values()}
#: Bytes that stand in no plain text.
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: A page or a drawing: text that a browser might run.
MARKUP = re.compile(rb"^[\xef\xbb\xbf\s]*<|<(?:!doctype|html|script|svg|iframe|body|\?xml)\b", re.IGNORECASE)
#: Characters that turn the direction of a name, or end it, or hide in it.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\"<>|:*?]+")
NAME_LENGTH = 80


def recognise(file: BinaryIO) -> Kind | None:
    """The kind of the content, if the site takes it. The file stands at its beginning afterwards."""
    file.seek(0)
    head = file.read(HEAD)
    found = filetype.guess(head)
    kind = _BY_TYPE.get(found.mime) if found is not None else _text(file, head)
    file.seek(0)
    return kind if kind is not None and kind.name in app_settings.ATTACHMENT_KINDS else None


def _text(file: BinaryIO, head: bytes) -> Kind | None:
    if MARKUP.search(head):
        return None
    while head:
        if BINARY.search(head):
            return None
        head = file.read(1 << 20)
    return KINDS["text"]


def clean_name(name: str, kind: Kind) -> str:
    """A name without folders, hidden characters and a false ending."""
    last = UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    path = PurePosixPath(last or "file")
    ending = path.suffix.lower() if path.suffix.lower() in kind.endings else kind.endings[0]
    return f"{path.stem[:NAME_LENGTH].strip(' .') or 'file'}{ending}"
