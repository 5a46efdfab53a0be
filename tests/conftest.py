"""Fixtures that every test may use; factories are in tests/factories.py."""

from __future__ import annotations
