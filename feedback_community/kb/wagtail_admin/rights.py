"""Every admin view of ours asks before it looks anything up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from feedback_community.kb.permissions import ADMIN, rights_of


class RightCheckedMixin:
    """`right` of the knowledge base, or "" where reaching the admin is enough and the action decides."""

    right = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rights = rights_of(request.user)
        if ADMIN not in rights or (self.right and self.right not in rights):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def has_right(right: str) -> Callable[[HttpRequest], bool]:
    return lambda request: right in rights_of(request.user)
