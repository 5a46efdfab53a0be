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


def get_index(model: type) -> Any:
    """Haystack's index of a model on that connection."""
    return connections[app_settings.SEARCH_CONNECTION].get_unified_index().get_index(model)
