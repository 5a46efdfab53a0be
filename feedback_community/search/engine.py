"""The engine behind the connection that the settings name."""

from __future__ import annotations

from typing import Any

from haystack import connections
from haystack.backends.simple_backend import SimpleSearchBackend

from feedback_community.conf import app_settings
from feedback_community.search.haystack_engine import HaystackEngine, NoIndex


def get_engine() -> Any:
    """Our own backend, or the same questions put to another engine in Haystack's way."""
    alias = app_settings.SEARCH_CONNECTION
    backend = connections[alias].get_backend()
    if isinstance(backend, SimpleSearchBackend):
        return NoIndex()
    return backend if hasattr(backend, "community_similar") else HaystackEngine(alias)


def our_indexes() -> dict[str, Any]:
    """The indexes of our documents, the core's and those of optional apps, by the name of their model."""
    unified = connections[app_settings.SEARCH_CONNECTION].get_unified_index()
    return {
        model._meta.label_lower: index
        for model, index in unified.get_indexes().items()
        if hasattr(index, "community_document")
    }
