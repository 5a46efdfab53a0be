from __future__ import annotations

from tests.core.search.conftest import index, index_path  # noqa: F401
