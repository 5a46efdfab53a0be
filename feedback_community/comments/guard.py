"""Middleware for sites that mount the stock URLs of django-comments for pages of their own.

The stock views and API show comments without asking who may see the object. Asked for anything of
ours, they answer 404 as if it were not there; what belongs to the host passes untouched.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.views import shortcut
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase
from django_comments.feeds import LatestCommentFeed
from django_comments_xtd import signed
from django_comments_xtd.conf import settings

from feedback_community.comments.ours import is_our_comment, is_our_type, is_ours

STOCK = {"django_comments", "django_comments_xtd"}
COMMENT_NAMES = ("cid", "comment_id", "c", "comment", "reply_to", "parent")
TYPE_NAMES = ("content_type", "content_type_id")


class CommentGuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if isinstance(view, LatestCommentFeed):
            return without_ours(view)(request, *args, **kwargs)
        if view is shortcut:
            asked = [*args, *kwargs.values()]
            if asked and is_our_type(str(asked[0])):
                raise Http404
        elif _module(view).split(".")[0] in STOCK and _asks_for_ours(request, args, kwargs):
            raise Http404
        return None


def without_ours(feed: LatestCommentFeed) -> LatestCommentFeed:
    """The same feed with the comments of the host only."""
    inner, guarded = copy.copy(feed), copy.copy(feed)

    def items(self: LatestCommentFeed, obj: Any) -> list[Any]:
        inner.__dict__.update(self.__dict__)
        found = inner._get_dynamic_attr("items", obj)
        return [item for item in found if not is_ours(getattr(item, "content_type", None))]

    guarded.__class__ = type(type(feed).__name__, (type(feed),), {"items": items})
    return guarded


def _asks_for_ours(request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    # A positional argument of a stock view is always the key of a comment.
    if any(is_our_comment(value) for value in args):
        return True
    if "key" in kwargs and _is_our_key(str(kwargs["key"])):
        return True
    for values in (kwargs, request.GET, request.POST, _json(request)):
        for _name, value in _named(values, TYPE_NAMES):
            if is_our_type(value):
                return True
        for name, value in _named(values, COMMENT_NAMES):
            if is_our_comment(value) or (name == "c" and _is_our_token(value)):
                return True
    return False


def _named(values: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every value under these names; a repeated parameter has several, and a view may take any."""
    for name in names:
        if name in values:
            found = values.getlist(name) if hasattr(values, "getlist") else [values[name]]
            yield from ((name, str(value)) for value in found)


def _json(request: HttpRequest) -> Mapping[str, Any]:
    if "json" not in (request.content_type or ""):
        return {}
    try:
        data = json.loads(request.body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _is_our_key(key: str) -> bool:
    """Keys of confirmation and mute links hold a whole comment."""
    try:
        comment = signed.loads(key, extra_key=settings.COMMENTS_XTD_SALT)
    except Exception:  # Whatever is wrong with it, the stock view will say so itself.
        return False
    return is_ours(getattr(comment, "content_type", None))


def _is_our_token(value: str) -> bool:
    """The page "sent" also takes a signed "app.model:key"."""
    try:
        return is_our_type(str(signing.loads(value)))
    except signing.BadSignature:
        return False


def _module(view: Any) -> str:
    """The module of a view function, or of the class behind `as_view()`."""
    behind = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return str(getattr(behind, "__module__", "") or "")
