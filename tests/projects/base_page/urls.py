from __future__ import annotations

from tests.projects.common_urls import urlpatterns

__all__ = ["urlpatterns"]
