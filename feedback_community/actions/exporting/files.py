"""Attached files of an export: a line for each, and the bytes in a folder beside the lines, by checksum."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import File

from feedback_community.files.storage import private_storage
from feedback_community.models import Attachment

#: Takes a file along. Raises whatever the storage raises.
Keep = Callable[[Attachment], None]


def folder_of(target: Path) -> Path:
    """Beside the lines: "community.jsonl" has "community.jsonl.files"."""
    return target.with_name(f"{target.name}.files")


class FileFolder:
    """Where the bytes go. Named by their checksum: the same file twice is there once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = 0
        #: Files that could not be read: name and reason. Their lines are left out.
        self.lost: list[tuple[str, str]] = []

    def keep(self, row: Attachment) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        place = self.folder / row.sha256
        if not place.exists():
            with private_storage().open(row.stored_as) as content:
                _copy(content, place, row.sha256)
        self.kept += 1

    def describe(self, page: list[Attachment]) -> Iterator[dict[str, Any]]:
        for row in page:
            try:
                self.keep(row)
            except Exception as problem:  # Every storage has errors of its own; the rest goes on.
                self.lost.append((row.uid, f"{type(problem).__name__}: {problem}"))
                continue
            yield {
                "type": "attachment",
                "id": row.uid,
                "person": row.member.uid if row.member is not None else None,
                "topic": row.topic.uid if row.topic is not None else None,
                "answer": row.answer.uid if row.answer is not None else None,
                "name": row.name,
                "alt": row.alt,
                "sha256": row.sha256,
                "created_at": row.created_at,
            }


def _copy(content: File[Any], place: Path, sha256: str) -> None:
    """Readable by its owner only, under its name when it is complete."""
    handle, name = tempfile.mkstemp(prefix=".", dir=place.parent)
    found = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in content.chunks():
                found.update(chunk)
                out.write(chunk)
        if found.hexdigest() != sha256:
            raise ValueError("the bytes are not those that were taken in")
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
