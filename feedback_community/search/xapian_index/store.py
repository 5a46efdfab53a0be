"""Where the index lies: versions beside one another, and a stub file that names the one in use.

PATH/XAPIANDB     "auto v-..."; replaced atomically, so that a reader sees the old or the new index
PATH/v-...        a database
PATH/lockfile     held by the one writer; PATH/rebuild.lock by the one rebuild
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xapian
from filelock import FileLock, Timeout

from feedback_community.search.errors import IndexBusy, IndexUnusable

STUB = "XAPIANDB"
UNUSABLE = "unusable"
#: Key of the database's metadata that says that all our documents were written to it once.
COMPLETE = "feedback_community_complete"
VERSION = "v-"
#: Seconds a writer waits for another one before it gives up and is tried again later.
LOCK_SECONDS = 30


class Store:
    """The folder of one Haystack connection."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    @property
    def stub(self) -> Path:
        return self.path / STUB

    def current(self) -> Path | None:
        """The database in use, or None when there is none yet (or no more)."""
        try:
            kind, _, name = self.stub.read_text().strip().partition(" ")
        except OSError:
            return None
        if kind != "auto" or not name.startswith(VERSION) or "/" in name:
            return None
        return self.path / name

    def stamp(self) -> tuple[int, int]:
        """Changes whenever another version is put in use."""
        try:
            found = os.stat(self.stub)
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_ino)

    @contextmanager
    def locked(self, *, seconds: float = LOCK_SECONDS, name: str = "lockfile") -> Iterator[None]:
        """One writer at a time, over all processes; the kernel frees the lock of a killed one."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path / name, timeout=seconds):
                yield
        except Timeout as error:
            raise IndexBusy(str(self.path)) from error

    def open_for_reading(self) -> xapian.Database:
        current = self.current()
        if current is None:
            raise IndexUnusable(f"no index in {self.path}")
        try:
            return xapian.Database(str(current))
        except xapian.Error as error:
            raise IndexUnusable(str(error)) from error

    def open_for_writing(self) -> xapian.WritableDatabase:
        """The database in use; call it under `locked()`. Raises where there is none to add to: an index
        that quietly began anew would hold only what changes from now on."""
        current = self.current()
        if current is None:
            raise IndexUnusable(f"no index in {self.path}")
        try:
            return xapian.WritableDatabase(str(current), xapian.DB_OPEN)
        except xapian.DatabaseLockError as error:
            raise IndexBusy(str(error)) from error
        except xapian.Error as error:
            raise IndexUnusable(str(error)) from error

    def new_version(self) -> tuple[str, xapian.WritableDatabase]:
        """An empty database beside the one in use."""
        self.path.mkdir(parents=True, exist_ok=True)
        name = VERSION + secrets.token_hex(6)
        folder = str(self.path / name)
        return name, xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)

    def use(self, name: str) -> None:
        """Put a version in use: for readers this is one moment. Older ones are deleted; whoever still
        reads them holds their files open."""
        new = self.path / f"{STUB}.new"
        new.write_text(f"auto {name}\n")
        os.replace(new, self.stub)
        (self.path / UNUSABLE).unlink(missing_ok=True)
        self.delete_others(name)

    def delete_others(self, kept: str) -> None:
        for folder in self.path.glob(f"{VERSION}*"):
            if folder.name != kept:
                shutil.rmtree(folder, ignore_errors=True)

    def create_if_missing(self) -> None:
        """An empty index where there is none at all; under `locked()`."""
        if self.current() is None:
            name, database = self.new_version()
            database.close()
            self.use(name)

    def mark_unusable(self) -> None:
        """Leave word for the one who repairs. That even this fails is no further trouble."""
        with suppress(OSError):
            (self.path / UNUSABLE).touch()

    def check(self) -> None:
        """Raise `IndexUnusable` when the index is gone, was never complete, or cannot be read."""
        if (self.path / UNUSABLE).exists():
            raise IndexUnusable("the index could not be read")
        database = self.open_for_reading()
        try:
            if database.get_metadata(COMPLETE) != b"1":
                raise IndexUnusable("the index was never complete")
            if database.get_doccount():
                next(iter(database.allterms()))
                database.get_document(database.get_lastdocid())
        except xapian.DocNotFoundError:
            return
        except (xapian.Error, StopIteration) as error:
            raise IndexUnusable(str(error)) from error
        finally:
            database.close()
