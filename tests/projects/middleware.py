"""What the live server of the browser tests needs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

_turn = threading.RLock()


def one_at_a_time(get_response: Answer) -> Answer:
    """An SQLite database in memory is one connection for all threads of the live server: requests that
    overlap would end each other's transactions."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with _turn:
            return get_response(request)

    return middleware
