"""A customer feedback community for a company's own Django and Wagtail site."""

from __future__ import annotations

__version__ = "0.1.0"
