from __future__ import annotations

from django.apps import AppConfig


class OwnPagesConfig(AppConfig):
    name = "tests.projects.own_pages"
    label = "own_pages"
    default_auto_field = "django.db.models.BigAutoField"
