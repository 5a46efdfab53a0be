"""Django's check against forged requests, with an answer that loses nothing when only the token is old.

A page that stood open while its reader logged in again has an old token. Django's middleware answers that
with a bare page, and the typed text is gone. Our views therefore ask the same check themselves and show
the text again, with a fresh token and a button. A request from a foreign page gets the site's own answer
(`CSRF_FAILURE_VIEW`), as everywhere else. Nothing is done before the check has passed.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest

_OLD = "_feedback_community_old_token"


class TokenCheck(CsrfViewMiddleware):
    """Tells a wrong token from a wrong origin, which is asked before it."""

    def _check_token(self, request: HttpRequest) -> None:
        try:
            super()._check_token(request)  # type: ignore[misc]
        except RejectRequest:
            setattr(request, _OLD, True)
            raise


_check = TokenCheck(lambda request: HttpResponse())


def refusal(request: HttpRequest) -> HttpResponseBase | None:
    """The site's answer to a forged request; None when it may pass, or only its token is old."""
    if "CSRF_COOKIE" not in request.META:
        _check.process_request(request)
    answer: Any = _check.process_view(request, HttpResponse, (), {})
    return None if is_old(request) else answer


def is_old(request: HttpRequest) -> bool:
    """Whether the request comes from a page of ours that stood open too long."""
    return getattr(request, _OLD, False)


def with_cookie(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What the middleware does on the way out, where a site has none."""
    _check.process_response(request, response)
    return response
