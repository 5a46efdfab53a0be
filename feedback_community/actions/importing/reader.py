"""The file, line by line: never more than one line in memory, every problem with its number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.importing.keys import MARKS, REFERENCES, VERSION
from feedback_community.actions.importing.records import Record, make_record
from feedback_community.actions.importing.values import BadValue
from feedback_community.exceptions import ImportRefused


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be taken. `message` is translated."""

    line: int
    message: str


@dataclass(slots=True)
class Reader:
    """Iterate to get a Record for each good line and a Problem for each bad one."""

    path: Path
    #: Added to every time, so that a demo is always fresh.
    shift: timedelta = timedelta(0)
    #: Bytes read so far, for a progress bar.
    position: int = 0
    seen: dict[str, dict[str, int]] = field(default_factory=dict)
    topic_of_answer: dict[str, str] = field(default_factory=dict)
    #: Where the answers of a merged topic stand.
    survivor_of: dict[str, str] = field(default_factory=dict)
    #: Line, key, topic and answer of each official answer and solution: the one reference forward.
    marks: list[tuple[int, str, str, str]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Record | Problem]:
        with self.path.open("rb") as file:
            for number, raw in self._lines(file):
                if number == 1:
                    self._check_header(raw)
                elif raw is None or raw.strip():
                    yield self._read(number, raw)
        if self.position == 0:
            raise ImportRefused(_("The file is empty."), line=1)
        yield from self._wrong_marks()

    def _lines(self, file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
        """Line number and content; None for a line that is too long to be looked at."""
        number = 0
        while raw := file.readline(limits.IMPORT_LINE_BYTES):
            number += 1
            self.position += len(raw)
            whole = raw.endswith(b"\n") or len(raw) < limits.IMPORT_LINE_BYTES
            while raw and not raw.endswith(b"\n") and len(raw) == limits.IMPORT_LINE_BYTES:
                raw = file.readline(limits.IMPORT_LINE_BYTES)
                self.position += len(raw)
            yield number, raw if whole else None

    def _check_header(self, raw: bytes | None) -> None:
        try:
            header = _parse(raw)
        except BadValue:
            header = None
        if not isinstance(header, dict) or header.get("type") != "header":
            raise ImportRefused(_("This is no export of a community: the header is missing."), line=1)
        if header.get("version") != VERSION:
            raise ImportRefused(
                _("Only version %(version)d of the format can be read.") % {"version": VERSION}, line=1
            )

    def _read(self, number: int, raw: bytes | None) -> Record | Problem:
        try:
            record = make_record(number, _parse(raw))
            self._check_references(record)
            self._remember(record)
        except BadValue as error:
            return Problem(number, str(error))
        if self.shift:
            for key, value in record.data.items():
                if isinstance(value, datetime):
                    record.data[key] = value + self.shift
        return record

    def _check_references(self, record: Record) -> None:
        for key, kind in REFERENCES.get(record.kind, {}).items():
            value = record.get(key, [])
            for wanted in value if isinstance(value, list) else [value]:
                if wanted not in self.seen.get(kind, {}):
                    raise BadValue(
                        _("%(key)s: no earlier line has the id “%(id)s”") % {"key": key, "id": wanted}
                    )
        parent = record.get("parent")
        if parent is not None and self.topic_of_answer[parent] != record.get("topic"):
            raise BadValue(_("parent: that answer belongs to another topic"))

    def _remember(self, record: Record) -> None:
        if not record.id:
            return
        ids = self.seen.setdefault(record.kind, {})
        if record.id in ids:
            raise BadValue(
                _("the id “%(id)s” was used on line %(line)d already")
                % {"id": record.id, "line": ids[record.id]}
            )
        ids[record.id] = record.line
        if record.kind == "answer":
            self.topic_of_answer[record.id] = record.get("topic")
        elif record.kind == "merge":
            self.survivor_of[record.get("duplicate")] = record.get("survivor")
        elif record.kind == "topic":
            for key in MARKS:
                if record.get(key) is not None:
                    self.marks.append((record.line, key, record.id, record.get(key)))

    def _wrong_marks(self) -> Iterator[Problem]:
        for line, key, topic, answer in self.marks:
            if self.topic_of_answer.get(answer, "") not in (topic, self.survivor_of.get(topic)):
                yield Problem(
                    line,
                    _("%(key)s: no answer of this topic has the id “%(id)s”") % {"key": key, "id": answer},
                )


def _parse(raw: bytes | None) -> Any:
    if raw is None:
        raise BadValue(_("the line is longer than %(limit)d bytes") % {"limit": limits.IMPORT_LINE_BYTES})
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_repeats)
    except BadValue:
        raise
    # RecursionError: a line of brackets only.
    except (ValueError, RecursionError):
        raise BadValue(_("this is not JSON in UTF-8")) from None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadValue(_("a key stands there twice"))
    return found
