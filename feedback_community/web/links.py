"""Addresses of our pages, reversed once per process instead of once per row.

A list prints a hundred addresses; `reverse()` for each would cost more than the database. The start of
each address is found once for every (script prefix, URL configuration, language), the rest is the key.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote as quote_anew

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from feedback_community.models import url_slug

NAMESPACE = "feedback_community"
#: The same handles, tags and titles stand on page after page.
quote = lru_cache(maxsize=4096)(quote_anew)


class Links(dict[str, str]):
    """`links["ask"]` (in templates `links.ask`) is the address of a page that takes no arguments.

    A page that is not mounted has the address "".
    """

    #: One object for each language and place, so that what is made with it can be kept by it.
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __missing__(self, name: str) -> str:
        try:
            url = reverse(f"{NAMESPACE}:{name}")
        except NoReverseMatch:
            url = ""
        self[name] = url
        return url

    def _start(self, name: str, *args: object, end: str) -> str:
        """The part of an address before its arguments."""
        key = f"{name}…"
        if key not in self:
            try:
                self[key] = reverse(f"{NAMESPACE}:{name}", args=args).removesuffix(end)
            except NoReverseMatch:
                self[key] = ""
        return self[key]

    def topic(self, pk: int, slug: str) -> str:
        return f"{self._start('topic', 0, 'x', end='0/x/')}{pk}/{quote(url_slug(slug))}/"

    def topic_act(self, pk: int, act: str) -> str:
        """Address of something one does to a topic: `vote`, `answer`, `edit` …"""
        return f"{self._start('topic', 0, 'x', end='0/x/')}{pk}/{act}/"

    def answer(self, pk: int) -> str:
        return f"{self._start('answer', 0, end='0/')}{pk}/"

    def answer_act(self, pk: int, act: str) -> str:
        return f"{self._start('answer', 0, end='0/')}{pk}/{act}/"

    def person(self, handle: str) -> str:
        return f"{self._start('person', 'x', end='x/')}{quote(handle)}/" if handle else ""

    def tag(self, slug: str) -> str:
        return f"{self._start('tag', 'x', end='x/')}{quote(slug)}/"

    def forum(self, slug: str) -> str:
        return f"{self._start('forum', 'x', end='x/')}{quote(slug)}/"


@lru_cache(maxsize=64)
def _links(prefix: str, urlconf: object, language: str | None) -> Links:
    return Links()


def get_links() -> Links:
    """The links that hold for this request."""
    return _links(get_script_prefix(), get_urlconf(), get_language())
