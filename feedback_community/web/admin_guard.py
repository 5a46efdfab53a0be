"""Rights before rows, in the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

#: What somebody may hold on a model to be told of its rows.
ANY = ("add", "change", "delete", "view")


def asking_first(patterns: Iterable[URLPattern], policy: Any) -> list[URLPattern]:
    """Wagtail's generic views look a row up and ask for rights then: whoever may do nothing here would learn
    which rows there are. `policy` is the permission policy of the model."""
    found = list(patterns)
    for pattern in found:
        pattern.callback = _guarded(pattern.callback, policy)
    return found


def _guarded(view: Callable[..., HttpResponse], policy: Any) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.user_has_any_permission(request.user, ANY):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
