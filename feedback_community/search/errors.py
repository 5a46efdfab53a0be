"""What can be wrong with an index, whatever the engine."""

from __future__ import annotations


class IndexProblem(Exception):
    """Searching or indexing did not work; nothing of ours is lost."""


class IndexUnusable(IndexProblem):
    """The index is gone or corrupt: it must be built again."""


class IndexBusy(IndexProblem):
    """Another process is writing: try again later."""
