"""The core alone: proves that optional means optional."""

from __future__ import annotations

from tests.projects.common import *  # noqa: F403

ROOT_URLCONF = "tests.projects.core_only.urls"
