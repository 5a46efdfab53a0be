"""The full project as in production: PostgreSQL, debug off, templates cached."""

from __future__ import annotations

import os

from feedback_community import limits
from tests.projects.full.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405
if "BENCHMARK_SQLITE" in os.environ:
    DATABASES["default"]["NAME"] = os.environ["BENCHMARK_SQLITE"]  # noqa: F405

# One person votes all the time here, and is counted as everybody is, but never refused.
for rates in (limits.RATES, limits.ADDRESS_RATES):
    rates["vote"] = (limits.Rate(1_000_000, 3_600),)

if os.environ.get("BENCHMARK_CACHES", "off") == "off":
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
if os.environ.get("BENCHMARK_WITHOUT_REPUTATION"):
    INSTALLED_APPS.remove("feedback_community.reputation")
