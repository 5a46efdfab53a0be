"""An index of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from haystack import connections

from feedback_community.search.indexing import rebuild_index


@pytest.fixture
def index_path(tmp_path: Path) -> Iterator[Path]:
    """The Haystack connection, moved to an empty folder for the time of a test."""
    options = connections.connections_info["default"]
    before = options["PATH"]
    options["PATH"] = str(tmp_path / "index")
    connections.reload("default")
    yield tmp_path / "index"
    options["PATH"] = before
    connections.reload("default")


@pytest.fixture
def index(db: None, index_path: Path) -> Path:
    """An index with what is in the database (nothing, at first)."""
    rebuild_index()
    return index_path
