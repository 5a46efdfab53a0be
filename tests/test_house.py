"""House rules that neither ruff nor import-linter can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "feedback_community"
LINES_OF_A_MODULE = 250
OPTIONAL_APPS = ("kb", "reputation", "analytics", "widgets", "api", "social")
#: Rooms that see requests: those that turn the outside world into the call of an action.
KNOW_REQUESTS = ("views/", "web/", "wagtail_admin/", "templatetags/", "wagtail_hooks.py", "comments/guard.py")
#: In a page type Wagtail itself hands the request to the model.
KNOW_REQUESTS_IN_KB = (*KNOW_REQUESTS, "middleware.py", "mixins.py", "reading", "panels.py")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|javascript:",
    re.IGNORECASE,
)


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(name: str) -> tuple[str, str]:
    """The optional app ("" for the core) and the path inside it: an app is a house of its own."""
    app, _slash, rest = name.partition("/")
    return (app, rest.removeprefix("pages/")) if app in OPTIONAL_APPS else ("", name)


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def templates() -> list[Path]:
    found = [*PACKAGE.rglob("templates/**/*.html"), *(ROOT / "example_project").rglob("templates/**/*.html")]
    return sorted(path for path in found if "email" not in path.parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def attribute_calls(tree: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


@pytest.mark.parametrize("path", modules(), ids=relative)
def test_a_module_keeps_the_house(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree, broken = ast.parse(text), []
    app, name = room_of(relative(path))
    know_requests = KNOW_REQUESTS_IN_KB if app == "kb" else KNOW_REQUESTS
    if text.count("\n") > LINES_OF_A_MODULE:
        broken.append(f"{text.count(chr(10))} lines: split it by verb")
    for function in functions(tree):
        if function.name != "ready" and any(
            isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)
        ):
            broken.append(f"{function.lineno}: imports inside {function.name}()")
        arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
        if not name.startswith(know_requests) and "request" in {argument.arg for argument in arguments}:
            broken.append(f"{function.lineno}: {function.name}() takes a request below the views")
    if name.startswith("views/"):
        for call in attribute_calls(tree):
            if call.attr in {"save", "filter", "bulk_create"}:
                broken.append(f"{call.lineno}: .{call.attr}() in a view")
    if not name.startswith(("actions/", "events.py")) and "emit_on_commit(" in text:
        broken.append("emit_on_commit() outside actions/")
    assert broken == []


def test_no_template_has_script_or_style_inside() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group().strip()}"
        for path in templates()
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
