"""Many rows in parts. `itertools.batched` begins with Python 3.12."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most so many."""
    source = iter(rows)
    while part := list(islice(source, size)):
        yield part
