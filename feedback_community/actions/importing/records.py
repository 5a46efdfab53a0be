"""A line of the file, checked by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from feedback_community.actions.importing.keys import KEYS, ONE_OF, REQUIRED
from feedback_community.actions.importing.values import BadValue, identifier


@dataclass(slots=True)
class Record:
    """One line, checked by itself. `data` holds only what was given and is not null."""

    line: int
    kind: str
    id: str
    data: dict[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        return self.data.get(key, default)


def make_record(number_of_line: int, given: Any) -> Record:
    """Check what a line says, by itself. Raises BadValue."""
    if not isinstance(given, dict):
        raise BadValue(_("a JSON object is expected"))
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in KEYS:
        raise BadValue(_("unknown type “%(type)s”") % {"type": str(kind)[:40]})
    data = {key: _checked(kind, key, value) for key, value in given.items() if key != "type"}
    data = {key: value for key, value in data.items() if value is not None}
    for key in REQUIRED[kind]:
        if key not in data:
            raise BadValue(_("“%(key)s” is missing") % {"key": key})
    targets = ONE_OF.get(kind)
    if targets and sum(key in data for key in targets) != 1:
        raise BadValue(_("exactly one of these is expected: %(keys)s") % {"keys": ", ".join(targets)})
    return Record(number_of_line, kind, data.pop("id", ""), data)


def _checked(kind: str, key: str, value: Any) -> Any:
    check = identifier if key == "id" else KEYS[kind].get(key)
    if check is None:
        raise BadValue(_("unknown key “%(key)s”") % {"key": key[:40]})
    if value is None:
        return None
    try:
        return check(value)
    except BadValue as error:
        raise BadValue(_("%(key)s: %(problem)s") % {"key": key, "problem": str(error)}) from None
