"""Topics as Haystack's documents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from feedback_community.models import Topic
from feedback_community.search.documents import Document
from feedback_community.search.indexes import DocumentIndex
from feedback_community.search.topics import document_of, indexable_topics


class TopicIndex(DocumentIndex, indexes.Indexable):
    def get_model(self) -> type[Topic]:
        return Topic

    def index_queryset(self, using: str | None = None) -> QuerySet[Topic]:
        return indexable_topics()

    def community_document(self, topic: Any) -> Document:
        return document_of(topic)
