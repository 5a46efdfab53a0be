from __future__ import annotations

from django.apps import AppConfig


class BasePageConfig(AppConfig):
    name = "tests.projects.base_page"
    label = "base_page"
    default_auto_field = "django.db.models.BigAutoField"
