"""Documents that optional apps have in the one index, asked together with the topics, so that their scores
compare. Each app tells us of its own by the hook `register_feedback_search_documents`."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from wagtail.models import Site

from feedback_community import hooks
from feedback_community.search import ranking, text
from feedback_community.search.documents import Candidate, Key, pks_by_model
from feedback_community.search.wording import Wording

logger = logging.getLogger("feedback_community.search")


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that is no topic, as it is in the database now."""

    key: Key
    title: str
    url: str
    #: What it is, in the reader's language: "Article".
    kind: str
    excerpt: str = ""
    #: The text, for a snippet around the words that were asked for; only if it was wanted.
    body: str = ""
    changed_at: datetime | None = None
    #: Topics whose answer it holds: a question among them is not suggested beside it.
    answers: frozenset[int] = frozenset()


class Documents(Protocol):
    """One model's documents. Nothing that the person may not see comes out of `visible`, `fetch`, `search`.

    The documents themselves come from a subclass of `search.indexes.DocumentIndex`.
    """

    #: The label of the model in lower case, as the index names it.
    model: str

    def kinds(self) -> Sequence[tuple[str, Any]]:
        """Values of the facet "kind" and their names, for the filter of the search page."""

    def scopes(self, user: Any, site: Site) -> Sequence[str]:
        """Words on the documents that this person may ask for."""

    def visible(self, pks: Sequence[int], *, user: Any, site: Site) -> set[int]: ...

    def fetch(self, pks: Sequence[int], *, user: Any, site: Site, with_texts: bool) -> dict[int, Hit]: ...

    def search(
        self, words: Sequence[str], *, kind: str, user: Any, site: Site, limit: int
    ) -> Sequence[tuple[int, str]]:
        """Primary keys and titles with one of the words, from the database: the index cannot be used."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The documents of all optional apps, for one person on one site. What fails is left out and logged."""

    documents: Sequence[Documents]
    user: Any
    site: Site

    def kinds(self) -> list[tuple[str, Any]]:
        return [kind for each in self.documents for kind in self._try(each.kinds) or ()]

    def scopes(self) -> list[str]:
        return [
            scope for each in self.documents for scope in self._try(each.scopes, self.user, self.site) or ()
        ]

    def visible(self, keys: Iterable[Key]) -> set[Key]:
        by_model = pks_by_model(keys)
        return {
            (each.model, pk)
            for each in self.documents
            if each.model in by_model
            for pk in self._ask(each.visible, by_model[each.model]) or ()
        }

    def fetch(self, keys: Iterable[Key], *, with_texts: bool = False) -> dict[Key, Hit]:
        by_model = pks_by_model(keys)
        return {
            (each.model, pk): hit
            for each in self.documents
            if each.model in by_model
            for pk, hit in (self._ask(each.fetch, by_model[each.model], with_texts=with_texts) or {}).items()
        }

    def similar(self, typed: str, *, growing: bool, limit: int) -> list[Candidate]:
        """Without an index: the titles compared, as with topics."""
        words = text.words(typed)
        wanted = sorted({word for word in words if len(word) > 2}, key=len, reverse=True)
        return self._compared(wanted, ranking.ask_plainly(words, growing=growing), "", limit)

    def matches(self, words: Wording, *, kind: str, limit: int) -> list[Candidate]:
        asked = ranking.ask_plainly(words.all_words, growing=False)
        return self._compared(words.all_words, asked, kind, limit)

    def _compared(
        self, wanted: Sequence[str], asked: ranking.Asked, kind: str, limit: int
    ) -> list[Candidate]:
        pool = [
            ranking.Proposal(pk, 0.0, text.words(title), model=each.model)
            for each in self.documents
            for pk, title in self._ask(each.search, wanted, kind=kind, limit=limit) or ()
        ]
        return ranking.rank(pool, asked)[:limit] if wanted else []

    def _ask(self, question: Any, *args: Any, **options: Any) -> Any:
        return self._try(question, *args, user=self.user, site=self.site, **options)

    def _try(self, question: Any, *args: Any, **options: Any) -> Any:
        try:
            return question(*args, **options)
        except Exception:
            logger.exception("Documents of a neighbour failed: %r", question)
            return None


def neighbours_of(user: Any, site: Site) -> Neighbours:
    return Neighbours(hooks.get_search_documents(), user, site)
