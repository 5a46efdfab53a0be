"""Every text that the code marks is in the Russian catalogue, in as many forms as Russian has."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation.template import templatize

from feedback_community.wagtail_admin.moderation_queue import waiting_label

babel = pytest.importorskip("babel")
extract = pytest.importorskip("babel.messages.extract")
pofile = pytest.importorskip("babel.messages.pofile")

PACKAGE = Path(__file__).resolve().parent.parent / "feedback_community"
CATALOGUE = PACKAGE / "locale" / "ru" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

Key = tuple[str | None, str]


def sources() -> Iterator[tuple[Path, str]]:
    for path in PACKAGE.rglob("*.py"):
        yield path, path.read_text(encoding="utf-8")
    for path in PACKAGE.rglob("templates/**/*"):
        if path.suffix in (".html", ".txt"):
            blanked = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Python to the reader of marks, once no line is indented.
            yield path, "\n".join(line.lstrip() for line in blanked.splitlines())


def marked() -> dict[Key, Path]:
    """Context and text of everything that is marked, with a place where it stands."""
    found: dict[Key, Path] = {}
    for path, text in sources():
        stream = io.BytesIO(text.encode())
        for _line, message, _comments, context in extract.extract(
            "python", stream, KEYWORDS, options={"encoding": "utf-8"}
        ):
            first = message[0] if isinstance(message, tuple) else message
            if first:
                found[context, first] = path
    return found


def catalogue() -> dict[Key, tuple[object, object]]:
    with CATALOGUE.open("rb") as file:
        rows = pofile.read_po(file, locale="ru")
    return {
        (row.context, row.id[0] if isinstance(row.id, tuple) else row.id): (row.id, row.string)
        for row in rows
        if row.id
    }


def test_every_marked_text_is_translated() -> None:
    known, texts = catalogue(), marked()
    assert len(texts) > 500
    missing = [f"{path.name}: {key}" for key, path in texts.items() if key not in known]
    assert missing == []


def test_nothing_is_translated_that_is_marked_nowhere() -> None:
    texts = marked()
    assert [key for key in catalogue() if key not in texts] == []


def test_placeholders_are_kept() -> None:
    broken = []
    for key, (source, target) in catalogue().items():
        wanted = sorted(PLACEHOLDER.findall(source[-1] if isinstance(source, tuple) else str(source)))
        forms = target if isinstance(target, tuple) else (target,)
        if any(sorted(PLACEHOLDER.findall(str(form))) != wanted for form in forms):
            broken.append(key)
    assert broken == []


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 сообщение ожидает проверки"),
        (2, "2 сообщения ожидают проверки"),
        (5, "5 сообщений ожидают проверки"),
        (21, "21 сообщение ожидает проверки"),
        (100, "Ожидают проверки: больше 99"),
    ],
)
def test_russian_has_its_own_plurals(count: int, words: str) -> None:
    with translation.override("ru"):
        assert waiting_label(count, 100) == words
