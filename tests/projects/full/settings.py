"""Every app on."""

from __future__ import annotations

from tests.projects.common import *  # noqa: F403

ROOT_URLCONF = "tests.projects.full.urls"
