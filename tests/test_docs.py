"""The reference names everything there is, and the documentation can be built."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.dispatch import Signal
from django.urls import get_resolver

from feedback_community import hooks, limits, signals
from feedback_community.conf import app_settings

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
COMMANDS = ROOT / "feedback_community" / "management" / "commands"


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def missing(names: list[str], text: str) -> list[str]:
    assert names
    return [name for name in names if f"`{name}`" not in text]


def test_every_setting_has_its_line_with_its_default() -> None:
    text = page("settings")
    lines = [name for name in app_settings.names() if not re.search(rf"^`{name}` \(`", text, re.MULTILINE)]
    assert lines == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^`([A-Z_]+)` \(`", page("settings"), re.MULTILINE)
    assert set(documented) == set(app_settings.names())


def test_every_signal_has_its_line() -> None:
    names = [name for name, value in vars(signals).items() if isinstance(value, Signal)]
    assert missing(names, page("signals")) == []


def test_every_hook_has_its_section() -> None:
    source = Path(hooks.__file__).read_text(encoding="utf-8")
    names = sorted(set(re.findall(r'"(register_feedback_\w+)"', source)))
    assert names
    assert [name for name in names if f"## {name}\n" not in page("hooks")] == []


def test_every_limit_has_its_line_with_its_value() -> None:
    text = page("limits")
    wrong = [
        name
        for name, value in vars(limits).items()
        if name.isupper() and isinstance(value, int) and f"| `{name}` | {value:,} |" not in text
    ]
    assert wrong == []


def test_every_command_has_its_section() -> None:
    names = [path.stem for path in COMMANDS.glob("*.py") if not path.stem.startswith("_")]
    assert names
    assert [name for name in names if f"## {name}\n" not in page("commands")] == []


def test_every_option_of_a_command_is_named() -> None:
    text = page("commands") + (ROOT / "docs/how-to/import-and-export.md").read_text(encoding="utf-8")
    for path in COMMANDS.glob("*.py"):
        for option in re.findall(r'add_argument\(\s*"(--[\w-]+)"', path.read_text(encoding="utf-8")):
            assert option in text, f"{path.stem} {option}"


def test_every_address_has_its_line() -> None:
    included = next(
        resolver
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "app_name", "") == "feedback_community"
    )
    names = sorted({pattern.name for pattern in included.url_patterns if getattr(pattern, "name", None)})
    assert missing(names, page("urls")) == []


def test_every_template_has_its_line() -> None:
    folder = ROOT / "feedback_community" / "templates" / "feedback_community"
    shown = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if not {"email", "wagtail_admin"} & set(path.relative_to(folder).parts)
    ]
    assert missing(sorted(shown), page("templates")) == []


def test_every_check_has_its_line() -> None:
    source = (ROOT / "feedback_community" / "checks.py").read_text(encoding="utf-8")
    ids = {
        f"{kind[0].upper()}{int(number):03}"
        for kind, number in re.findall(r"\b(error|warning)\((\d+),", source)
    }
    text = page("commands")
    assert ids
    assert [number for number in sorted(ids) if number not in text] == []


def test_every_page_that_is_linked_exists() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


@pytest.mark.slow
@pytest.mark.skipif(find_spec("sphinx") is None, reason="Sphinx is not installed")
def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    folders = ["-d", str(tmp_path / "trees"), "docs", str(tmp_path / "html")]
    result = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
