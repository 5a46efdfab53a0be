"""Two small things of the site itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]

#: The admin brings inline scripts of its own (date fields); everything customers see has none.
ADMIN = "/admin/"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"


def content_security_policy(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(ADMIN):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def remember_language(get_response: GetResponse) -> GetResponse:
    """Whoever reads /ru/ pages finds the community, which has no prefix, in Russian too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        language = translation.get_language_from_path(request.path_info)
        if language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
        return response

    return middleware
