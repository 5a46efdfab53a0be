"""One read handle for each process and index, brought up to date before each use."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TypeVar

import xapian

from feedback_community.search.errors import IndexUnusable
from feedback_community.search.xapian_index.store import Store

T = TypeVar("T")

#: How often a query is run again because a writer overtook it.
ATTEMPTS = 5


class Reader:
    """Xapian objects are not safe to share between threads, so each thread has its own handle."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._local = threading.local()

    def ask(self, question: Callable[[xapian.Database], T]) -> T:
        """The answer to a question on the present state of the index. Raises `IndexUnusable`."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return question(self._database())
            except xapian.DatabaseModifiedError:
                self.forget()
                if attempt == ATTEMPTS:
                    raise IndexUnusable("the index changes faster than it can be read") from None
            except xapian.DatabaseError as error:
                self.forget()
                if attempt > 1:
                    self.store.mark_unusable()
                    raise IndexUnusable(str(error)) from error
            except IndexUnusable:
                self.forget()
                if attempt > 1:
                    raise
        raise IndexUnusable("no answer")

    def forget(self) -> None:
        self._local.__dict__.clear()

    def _database(self) -> xapian.Database:
        """Reopened when there is news; another handle after a switch of version or a fork."""
        key = (os.getpid(), self.store.stamp())
        if self._local.__dict__.get("key") != key:
            self._local.database = self.store.open_for_reading()
            self._local.key = key
        else:
            self._local.database.reopen()
        return self._local.database


_readers: dict[str, Reader] = {}


def reader_of(path: str) -> Reader:
    """The process's reader of an index folder."""
    if path not in _readers:
        _readers[path] = Reader(Store(path))
    return _readers[path]
