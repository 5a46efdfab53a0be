"""Fixtures that every test may use; factories are in tests/factories.py."""

from __future__ import annotations

import pytest

from tests.database import django_db_setup  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with real commits start from the rows of the migrations (site, root page, locale)."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        names = getattr(item, "fixturenames", [])
        real = marker is not None and marker.kwargs.get("transaction")
        if real or "transactional_db" in names or "live_server" in names:
            names.insert(0, "django_db_serialized_rollback")
