"""The words of a page: what its `search_fields` name, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from wagtail.search.index import SearchField

from feedback_community.kb.articles import article_models
from feedback_community.kb.conf import kb_settings
from feedback_community.kb.models.record import PAGE_MODEL


def searched_models() -> list[Any]:
    """Page types whose own fields have text, without those that the settings leave out. Articles stay."""
    base = apps.get_model(PAGE_MODEL)
    left_out = tuple(apps.get_model(name) for name in kb_settings.SEARCH_EXCLUDED_PAGE_TYPES)
    articles = article_models()
    return [
        model
        for model in apps.get_models()
        if issubclass(model, base)
        and (model in articles or not issubclass(model, left_out))
        and text_fields(model)
    ]


def text_fields(model: Any) -> list[SearchField]:
    """What it searches besides the title, which every page has."""
    fields = model.get_search_fields()
    return [field for field in fields if isinstance(field, SearchField) and field.field_name != "title"]


def text_of(page: Any) -> str:
    """The page as its own class (`page.specific`)."""
    return "\n".join(filter(None, (_value_of(field, page) for field in text_fields(type(page)))))


def _value_of(field: SearchField, page: Any) -> str:
    known = {known.name: known for known in type(page)._meta.get_fields()}
    # Rich text and streams know themselves what of them is to be read.
    searchable = getattr(known.get(field.field_name), "get_searchable_content", None)
    if searchable is not None:
        return "\n".join(searchable(getattr(page, field.field_name)))
    return "\n".join(_words(field.get_value(page)))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _words(each))
    elif isinstance(value, Iterable):
        yield from (text for each in value for text in _words(each))
