"""What one run of the import knows: the choices made, the rows found or made, the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.importing.reader import Problem
from feedback_community.actions.importing.records import Record
from feedback_community.exceptions import ImportRefused


@dataclass(frozen=True)
class Options:
    """How to import. `people`: match, create or stub. `errors`: skip or refuse."""

    source: str = ""
    people: str = "match"
    errors: str = "refuse"
    dry_run: bool = False
    #: Announce changed topics to the search index; off where the index is rebuilt afterwards.
    announce: bool = True
    with_predicates: bool = False
    shift: timedelta = timedelta(0)
    #: Where the bytes of attached files lie, by checksum; None takes no files.
    files: Path | None = None


@dataclass
class Report:
    """What happened. `problems` are bad lines, `notices` good lines that were not needed or were changed."""

    created: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    notice_count: int = 0
    refused: bool = False

    def problem(self, line: int, message: str) -> None:
        self.problem_count += 1
        if len(self.problems) < limits.IMPORT_PROBLEMS:
            self.problems.append(Problem(line, message))

    def notice(self, line: int, message: str) -> None:
        self.notice_count += 1
        if len(self.notices) < limits.IMPORT_PROBLEMS:
            self.notices.append(Problem(line, message))


@dataclass(frozen=True, slots=True)
class Mark:
    """A topic's wish for one of its answers; fulfilled with the answer, in the same transaction."""

    topic: str
    field: str
    line: int


@dataclass
class Run:
    """Shared by the modules that take one type of line each."""

    site: Any
    options: Options
    report: Report = field(default_factory=Report)
    #: Primary keys by type and id of the file.
    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    #: Handles of the file that had to become another one here.
    renamed: dict[str, str] = field(default_factory=dict)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    #: Topics whose last activity is what the file says, whatever answers follow.
    timed: set[int] = field(default_factory=set)
    tags: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    cache: dict[str, Any] = field(default_factory=dict)
    #: Topics whose document in the index this batch makes out of date.
    touched: set[int] = field(default_factory=set)

    def uid(self, record: Record) -> str:
        """The kept id of a line's row. Raises nothing: too long ids are refused by `unwanted`."""
        return f"{self.options.source}:{record.id}" if self.options.source else record.id

    def key(self, kind: str, id_: str | None) -> int | None:
        return self.keys.get(kind, {}).get(id_) if id_ is not None else None

    def known(self, kind: str, records: Iterable[Record]) -> dict[int, Record]:
        """Lines by the primary key of the row that stands for them."""
        pairs = ((self.key(kind, record.id), record) for record in records)
        return {pk: record for pk, record in pairs if pk is not None}

    def learn(self, record: Record, pk: int) -> None:
        self.keys.setdefault(record.kind, {})[record.id] = pk

    def refuse(self, record: Record, message: str) -> None:
        """A bad line that only the database could tell. Ends the run when bad lines are refused."""
        if self.options.errors == "refuse":
            raise ImportRefused(message, line=record.line)
        self.report.problem(record.line, message)

    def skip(self, record: Record, message: str) -> None:
        """A line that is right but not wanted, e.g. a vote on one's own topic."""
        self.report.skipped[record.kind] += 1
        self.report.notice(record.line, message)

    def author(self, record: Record, key: str = "author") -> int | None:
        return self.key("person", record.get(key))

    def missing(self, record: Record, *needed: tuple[str, str]) -> bool:
        """Whether a line refers to one that was not taken; it is refused then."""
        for key, kind in needed:
            given = record.get(key)
            if given is not None and self.key(kind, given) is None:
                self.refuse(
                    record, _("%(key)s: the line of “%(id)s” was not taken") % {"key": key, "id": given}
                )
                return True
        return False

    def fresh(self, model: type[Model], records: Iterable[Record]) -> list[Record]:
        """The lines that have no row yet; of the others the key is learnt."""
        wanted = {self.uid(record): record for record in records}
        long = [uid for uid in wanted if len(uid) > limits.UID_LENGTH]
        for uid in long:
            self.refuse(wanted.pop(uid), _("the id is too long together with the name of the source"))
        rows = model._default_manager.filter(uid__in=wanted).values_list("uid", "pk")  # type: ignore[misc]
        for uid, pk in rows:
            record = wanted.pop(uid)
            self.learn(record, pk)
            self.report.known[record.kind] += 1
        return list(wanted.values())

    def made(self, records: Iterable[Record], rows: Iterable[Any]) -> None:
        """Rows that now stand for these lines. Reads the keys where the database did not return them."""
        pairs = list(zip(records, rows, strict=True))
        lacking = {row.uid: row for _record, row in pairs if row.pk is None}
        if lacking:
            model = type(next(iter(lacking.values())))
            for uid, pk in model.objects.filter(uid__in=lacking).values_list("uid", "pk"):
                lacking[uid].pk = pk
        for record, row in pairs:
            self.learn(record, row.pk)
            self.report.created[record.kind] += 1


def add(model: type[Model], field_name: str, steps: Counter[int]) -> None:
    """Raise a counter of many rows: one statement for each different step, exact beside other writers."""
    by_step: dict[int, list[int]] = {}
    for pk, step in steps.items():
        by_step.setdefault(step, []).append(pk)
    for step, pks in sorted(by_step.items()):
        model._default_manager.filter(pk__in=pks).update(**{field_name: F(field_name) + step})


def latest(first: datetime | None, second: datetime) -> datetime:
    return second if first is None or second > first else first
