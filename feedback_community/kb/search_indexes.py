"""Articles and pages as Haystack's documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from haystack import indexes

from feedback_community.kb.documents import all_sites, document_of, indexable_pages, page_model
from feedback_community.kb.restrictions import closed_branches
from feedback_community.search.documents import Document
from feedback_community.search.indexes import DocumentIndex


class PageIndex(DocumentIndex, indexes.Indexable):
    def get_model(self) -> Any:
        return page_model()

    def index_queryset(self, using: str | None = None) -> Any:
        return indexable_pages()

    def community_document(self, page: Any) -> Document:
        return self.community_documents([page])[0]

    def community_documents(self, objects: Iterable[Any]) -> list[Document]:
        sites, closed = all_sites(), closed_branches()
        return [document_of(page, sites, closed) for page in objects]
