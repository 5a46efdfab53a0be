"""The Haystack engine on Xapian: documents of ours are built by us, others by xapian-haystack.

Set it in `HAYSTACK_CONNECTIONS`: `"ENGINE": "feedback_community.search.xapian_engine.XapianEngine"`.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import xapian
import xapian_backend
from filelock import FileLock
from haystack import connections
from haystack.backends import BaseEngine
from haystack.utils import get_identifier, get_model_ct

from feedback_community.search import text
from feedback_community.search.documents import Candidate, Change, Matches
from feedback_community.search.errors import IndexProblem, IndexUnusable
from feedback_community.search.xapian_index import terms
from feedback_community.search.xapian_index.full import FullQuery
from feedback_community.search.xapian_index.reader import reader_of
from feedback_community.search.xapian_index.similar import SimilarQuery
from feedback_community.search.xapian_index.spelling import correct
from feedback_community.search.xapian_index.store import COMPLETE, LOCK_SECONDS, Store

#: Documents written to a new index between two commits.
BATCH = 1_000


class ScriptStemmer(xapian.StemImplementation):
    """Stems each word in the language of its script, for queries that come through Haystack."""

    def __call__(self, word: bytes | str) -> str:
        word = word.decode() if isinstance(word, bytes) else word
        return terms.stem_of(text.normalize(word), ("en", "ru"))

    def get_description(self) -> str:
        return "by script"


class XapianBackend(xapian_backend.XapianSearchBackend):
    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.store = Store(self.path)
        self.filelock = FileLock(self.store.path / "lockfile", timeout=LOCK_SECONDS)
        #: A version that is being built aside; None for the one in use.
        self.aside: str | None = None

    #: A new object for each access: Xapian takes ownership, sharing one crashes the process.
    language = property(lambda self: ScriptStemmer().__disown__(), lambda self, value: None)

    # -- what our search asks ------------------------------------------------------------------

    def community_similar(
        self,
        typed: str,
        *,
        body: str,
        scopes: Sequence[str],
        languages: Sequence[str],
        typing: bool,
        limit: int,
    ) -> list[Candidate]:
        known = terms.known_languages(languages)
        return reader_of(self.path).ask(
            lambda database: SimilarQuery(database, known, scopes).run(
                typed, body, typing=typing, limit=limit
            )
        )

    def community_matches(
        self,
        words: Any,
        *,
        scopes: Sequence[str],
        languages: Sequence[str],
        facets: dict[str, str],
        since: datetime | None,
        limit: int,
    ) -> Matches:
        known = terms.known_languages(languages)
        return reader_of(self.path).ask(
            lambda database: FullQuery(database, known, scopes).run(words, facets, since, limit)
        )

    def community_correct(self, words: Sequence[str]) -> dict[str, str]:
        return reader_of(self.path).ask(lambda database: correct(database, words))

    # -- writing -------------------------------------------------------------------------------

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        if not hasattr(index, "community_document"):
            if self.aside is None:
                with self.store.locked(name="lockfile.new"):
                    self.store.create_if_missing()
            super().update(index, iterable, commit)
            return
        self.community_write(index, iterable, ())

    def community_write(self, index: Any, changed: Iterable[Any], gone: Sequence[str]) -> None:
        """Put these objects into the index and take those identifiers out of it, in one commit."""
        documents = index.community_documents(changed)
        with self.store.locked():
            self._write(self.store.open_for_writing(), documents, gone)

    def _write(self, database: xapian.WritableDatabase, documents: Iterable[Any], gone: Any) -> None:
        try:
            for document in documents:
                made = terms.build(document)
                database.replace_document(terms.ID + terms.identifier(document), made)
            for identifier in gone:
                database.delete_document(terms.ID + identifier)
            database.commit()
        except xapian.DatabaseError as error:
            self.store.mark_unusable()
            raise IndexUnusable(str(error)) from error
        finally:
            database.close()

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        with self.store.locked():
            self._write(self.store.open_for_writing(), (), [get_identifier(obj_or_string)])

    def clear(self, models: Any = (), commit: bool = True) -> None:
        """Never deletes files under a writer: a new empty version takes the place of the old one."""
        with self.store.locked():
            if models:
                database = self.store.open_for_writing()
                for model in models:
                    database.delete_document(terms.CONTENT_TYPE + get_model_ct(model))
                database.close()
                return
            name, database = self.store.new_version()
            database.close()
            self.store.use(name)

    def community_check(self) -> None:
        """Raise `IndexUnusable` when the index must be built again."""
        self.store.check()

    def community_rebuild(
        self, advance: Callable[[int], None], catch_up: Callable[[], Sequence[Change]]
    ) -> None:
        """Build a new version beside the one in use, add what changed meanwhile, switch."""
        with self.store.locked(seconds=1, name="rebuild.lock"):
            name, database = self.store.new_version()
            database.close()
            builder = type(self)(self.connection_alias, PATH=str(self.path))
            builder.aside = name
            builder.fill(advance)
            with self.store.locked():
                for index, changed, gone in catch_up():
                    documents = index.community_documents(changed)
                    builder._write(builder._database(writable=True), documents, gone)
                database = builder._database(writable=True)
                database.set_metadata(COMPLETE, "1")
                database.close()
                self.store.use(name)

    def fill(self, advance: Callable[[int], None]) -> None:
        """Write all indexes of this connection."""
        unified = connections[self.connection_alias].get_unified_index()
        for index in unified.collect_indexes():
            objects = index.index_queryset(using=self.connection_alias).order_by("pk")
            start = 0
            while batch := list(objects.filter(pk__gt=start)[:BATCH]):
                start = batch[-1].pk
                if hasattr(index, "community_document"):
                    documents = index.community_documents(batch)
                    self._write(self._database(writable=True), documents, ())
                else:
                    super().update(index, batch)
                advance(len(batch))

    def _database(self, writable: bool = False) -> Any:
        if self.aside is not None:
            folder = str(self.store.path / self.aside)
            return xapian.WritableDatabase(folder, xapian.DB_OPEN)
        if writable:
            return self.store.open_for_writing()
        try:
            return self.store.open_for_reading()
        except IndexProblem as error:
            raise xapian_backend.InvalidIndexError(str(error)) from error

    # -- what Haystack asks ---------------------------------------------------------------------

    def search(self, query: Any, **options: Any) -> dict[str, Any]:
        for _attempt in range(5):
            try:
                return super().search(query, **options)
            except xapian.DatabaseModifiedError:
                continue
            except xapian_backend.InvalidIndexError:
                if self.store.current() is not None:
                    raise
                break
        return {"results": [], "hits": 0, "facets": {}, "spelling_suggestion": None}

    def parse_query(self, query_string: str) -> xapian.Query:
        """What the parser cannot read is read as words; without an index nothing matches."""
        try:
            return super().parse_query(query_string)
        except xapian_backend.InvalidIndexError:
            return xapian.Query()
        except xapian.QueryParserError:
            return super().parse_query(re.sub(r"[^\w\s]", " ", query_string).lower())

    @staticmethod
    def _get_document_data(database: Any, document: xapian.Document) -> bytes:
        """Documents of ours hold no pickle; this is the one that Haystack expects."""
        data = document.get_data()
        if not data.startswith(b"["):
            return data
        app_label, model_name, pk = json.loads(data)
        return pickle.dumps((app_label, model_name, pk, {}))


class XapianEngine(BaseEngine):
    backend = XapianBackend
    query = xapian_backend.XapianSearchQuery
