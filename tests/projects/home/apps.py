from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "tests.projects.home"
    label = "home"
