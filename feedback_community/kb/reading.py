"""What a reader's page of an article shows beside its text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def context_for(page: Any, request: HttpRequest) -> dict[str, Any]:
    return {}
