"""Smoke test of a built wheel: everything a site needs is inside, and it imports from there."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "feedback_community"
KEPT_OUT = {"__pycache__"}


def source_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and not KEPT_OUT & set(path.parts) and path.suffix != ".pyc"
    }


def main(wheel: str) -> int:
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        inside = set(archive.namelist())
        missing = sorted(source_files() - inside)
        strangers = sorted(
            name for name in inside if name.split("/")[0] in {"tests", "example_project", "docs"}
        )
        for name in missing:
            print(f"not in the wheel: {name}")
        for name in strangers:
            print(f"does not belong in the wheel: {name}")
        archive.extractall(folder)
        code = (
            "import feedback_community, pathlib; "
            f"assert pathlib.Path(feedback_community.__file__).is_relative_to({folder!r}); "
            "print('imported', feedback_community.__version__)"
        )
        imported = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], cwd=folder, env={"PYTHONPATH": folder}, check=False
        )
    return 1 if missing or strangers or imported.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
