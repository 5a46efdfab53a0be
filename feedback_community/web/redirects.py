"""Where a visitor goes after an act: only ever to an address of this site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_path(url: str | None, request: HttpRequest) -> str:
    """The path (with query) of an address of this host, or "" for any other."""
    if not url or not url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def back_to(request: HttpRequest, fallback: str, *, anchor: str = "") -> str:
    """The page the act was done on (a list, a search), else `fallback`.

    The form's own `next` field goes before the browser's Referer.
    """
    path = safe_path(request.POST.get("next"), request) or safe_path(request.headers.get("Referer"), request)
    if not path or path == request.path:
        return fallback
    return f"{path}#{anchor}" if anchor else path
