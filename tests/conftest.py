"""Fixtures that every test may use; factories are in tests/factories.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from haystack import connections

from tests.database import django_db_setup  # noqa: F401
from tests.projects.common import USES_POSTGRES, VAR_DIR

FOLDER_MARKS = ("browser", "faults")
#: Tests of an optional app are left out where the project does not have it.
OPTIONAL_APPS = ("kb", "reputation", "analytics", "widgets", "api", "social")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A folder tests/<app>/ belongs to the optional app of that name."""
    name = collection_path.name
    ours = collection_path.parent == Path(__file__).parent and name in OPTIONAL_APPS
    return True if ours and not apps.is_installed(f"feedback_community.{name}") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this database cannot show, mark by folder, and give real commits their rows.

    Tests with real commits start from the rows of the migrations (site, root page, locale).
    """
    other = "sqlite" if USES_POSTGRES else "postgres"
    left_out = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        for folder in FOLDER_MARKS:
            if f"tests/{folder}/" in item.path.as_posix():
                item.add_marker(folder)
        marker = item.get_closest_marker("django_db")
        names = getattr(item, "fixturenames", [])
        real = marker is not None and marker.kwargs.get("transaction")
        if real or "transactional_db" in names or "live_server" in names:
            names.insert(0, "django_db_serialized_rollback")


def pytest_unconfigure() -> None:
    """The index, uploads and mails of this run."""
    shutil.rmtree(VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """What one test remembered must not answer the next."""
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def no_index_left() -> Iterator[None]:
    """An index that a worker made for the rows of one test must not answer the next."""
    yield
    made = Path(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])
    if made.exists():
        shutil.rmtree(made, ignore_errors=True)
        connections.reload("default")
