"""What Haystack is to know of one kind of document. An app puts its own documents into the community's index
by a subclass, with `indexes.Indexable` beside it, in its module `search_indexes`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from haystack import indexes
from haystack.constants import ID

from feedback_community.search.documents import Document


class DocumentIndex(indexes.SearchIndex):
    """Our Xapian engine takes `community_document`; other engines take the fields, whose names begin with
    ours, so that they meet no field of the host's."""

    text = indexes.CharField(document=True)
    community_title = indexes.CharField()
    community_scope = indexes.MultiValueField()
    community_facet = indexes.MultiValueField()
    community_created = indexes.DateTimeField()
    community_worth = indexes.FloatField()

    def community_document(self, obj: Any) -> Document:
        """The document of an object that `index_queryset` fetched."""
        raise NotImplementedError

    def community_documents(self, objects: Iterable[Any]) -> list[Document]:
        """The documents of many, for an index that can read once what all of them need."""
        return [self.community_document(obj) for obj in objects]

    def prepare(self, obj: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().prepare(obj)
        document = self.community_document(obj)
        # Of an object of a subclass Haystack would make an id that nobody asks for.
        data[ID] = f"{document.model}.{document.pk}"
        data["text"] = "\n".join((document.title, document.body, document.answers))
        data["community_title"] = document.title
        data["community_scope"] = list(document.scopes)
        data["community_facet"] = [
            f"{name}_{value}" for name, values in document.facets.items() for value in values
        ]
        data["community_created"] = document.created_at
        data["community_worth"] = document.worth
        return data
