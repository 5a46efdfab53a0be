"""Compiled translations without gettext: `translations.py compile` writes, `check` compares.

Checks that every .mo says what its .po says, and that no message of a shipped language is
missing or left fuzzy.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("feedback_community", "example_project")


def po_files() -> list[Path]:
    return sorted(path for source in SOURCES for path in (ROOT / source).rglob("locale/*/*/*.po"))


def read_source(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def messages(data: bytes) -> dict[object, object]:
    catalog = read_mo(io.BytesIO(data))
    # Not the header: Babel writes the present minute into one without a date.
    return {(message.context, str(message.id)): message.string for message in catalog if message.id}


def missing(catalog: Catalog) -> list[str]:
    """English is the source language: an empty string there means the text itself."""
    if str(catalog.locale) == "en":
        return []
    found = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(strings):
            found.append(f"{message.lineno}: {str(message.id)[:70]}")
    return found


def compile_all() -> int:
    for path in po_files():
        path.with_suffix(".mo").write_bytes(compiled(read_source(path)))
        print(f"wrote {path.with_suffix('.mo').relative_to(ROOT)}")
    return 0


def check_all() -> int:
    problems = 0
    for path in po_files():
        name, catalog, target = path.relative_to(ROOT), read_source(path), path.with_suffix(".mo")
        for line in missing(catalog):
            problems += 1
            print(f"{name}:{line}: not translated")
        if not target.exists():
            problems += 1
            print(f"{name}: not compiled; run: python .ci/translations.py compile")
        elif messages(target.read_bytes()) != messages(compiled(catalog)):
            problems += 1
            print(f"{name}: compiled file is stale; run: python .ci/translations.py compile")
    print(f"{len(po_files())} translation files, {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "check"
    sys.exit({"compile": compile_all, "check": check_all}[command]())
