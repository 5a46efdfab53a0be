"""Haystack's documents. Our Xapian engine takes `community_document`; other engines take the fields,
whose names begin with ours, so that they meet no field of the host's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from feedback_community.models import Topic
from feedback_community.search.documents import Document
from feedback_community.search.topics import document_of, indexable_topics


class TopicIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    community_title = indexes.CharField()
    community_scope = indexes.MultiValueField()
    community_facet = indexes.MultiValueField()
    community_created = indexes.DateTimeField()

    def get_model(self) -> type[Topic]:
        return Topic

    def index_queryset(self, using: str | None = None) -> QuerySet[Topic]:
        return indexable_topics()

    def community_document(self, topic: Topic) -> Document:
        return document_of(topic)

    def prepare(self, topic: Topic) -> dict[str, Any]:
        data: dict[str, Any] = super().prepare(topic)
        document = document_of(topic)
        data["text"] = "\n".join((document.title, document.body, document.answers))
        data["community_title"] = document.title
        data["community_scope"] = list(document.scopes)
        data["community_facet"] = [
            f"{name}_{value}" for name, values in document.facets.items() for value in values
        ]
        data["community_created"] = document.created_at
        return data
