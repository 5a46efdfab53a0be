"""What others tell us: Wagtail published, moved or deleted a page. Each receiver calls one action."""

from __future__ import annotations


def connect() -> None:
    """Called once, when the app is ready."""
