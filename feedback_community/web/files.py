"""A stored file as an answer: private, never sniffed, never run, and never a page of the site."""

from __future__ import annotations

from http import HTTPStatus

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from feedback_community.files.storage import private_storage
from feedback_community.models import Attachment

HEADERS = {
    # Asked again each time, because rights change; the mark below saves the bytes.
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def serve(request: HttpRequest, row: Attachment, *, small: bool = False) -> HttpResponseBase:
    """The bytes. Whoever calls this has asked the rights. Raises Http404."""
    if small and not row.small_as:
        raise Http404
    mark = f'"{row.sha256[:32]}{"-small" if small else ""}"'
    response = get_conditional_response(request, etag=mark) or _body(row, small=small)
    for name, value in HEADERS.items():
        response[name] = value
    if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        response["ETag"] = mark
    patch_vary_headers(response, ["Cookie"])
    return response


def _body(row: Attachment, *, small: bool) -> HttpResponseBase:
    try:
        file = private_storage().open(row.small_as if small else row.stored_as)
    except FileNotFoundError:
        raise Http404 from None
    except Exception:  # Every storage has errors of its own.
        words = _("This file cannot be read at the moment. Please try again later.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    kind = "image/webp" if small else row.content_type
    name = f"{row.name}.webp" if small else row.name
    return FileResponse(file, as_attachment=not row.is_picture, filename=name, content_type=kind)
