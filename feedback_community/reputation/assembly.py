"""What `ready()` puts together."""

from __future__ import annotations


def connect() -> None:
    """Called once, when the app is ready."""
