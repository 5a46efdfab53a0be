"""The bar that narrows and sorts a list of topics, printed into the skeleton of `topics/_filters.html`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from feedback_community.enums import StatusKind, TopicType
from feedback_community.models import Forum
from feedback_community.web.filters import MINE_LABELS, ORDER_LABELS, SHOW_LABELS, TopicFilter
from feedback_community.web.skeleton import print_into, slot

TEMPLATE = "feedback_community/topics/_filters.html"
TYPE_PLURALS = {
    TopicType.QUESTION.value: pgettext_lazy("topic types", "Questions"),
    TopicType.IDEA.value: pgettext_lazy("topic types", "Ideas"),
    TopicType.PROBLEM.value: pgettext_lazy("topic types", "Problems"),
    TopicType.PRAISE.value: pgettext_lazy("topic types", "Praise"),
    TopicType.UPDATE.value: pgettext_lazy("topic types", "Company updates"),
}
ALL = ("", *TYPE_PLURALS)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter: a link or an option."""

    value: str
    label: str
    url: str = ""
    chosen: bool = False


def options(choices: Iterable[Choice]) -> SafeString:
    """The options of a select. Made here: dozens of them a page, and nothing in them to design."""
    html = (
        f'<option value="{escape(c.value)}"{" selected" if c.chosen else ""}>{escape(c.label)}</option>'
        for c in choices
    )
    return mark_safe("".join(html))  # noqa: S308 - each part is escaped above


def filters_html(
    chosen: TopicFilter,
    *,
    list_url: str,
    personal: bool,
    forums: Iterable[Forum] = (),
    types: tuple[str, ...] = ALL,
) -> SafeString:
    """Types are links, because the type is what one changes most; the rest is a form. `personal`: for
    somebody who has topics of their own. `forums` to choose from, where there is a choice."""
    language = get_language()
    blanks = {name: slot(name) for name in ("tag", "forum") if getattr(chosen, name)}
    values = {
        **_type_urls(chosen, types),
        "list_url": list_url,
        "tag": chosen.tag,
        "forum": chosen.forum,
        "forums": options(_forum_choices(chosen, forums)) if forums else "",
        "shows": _shows(chosen.show, personal, language),
        "statuses": _statuses(chosen.status, language),
        "orders": _orders(chosen.sort, language),
    }
    return print_into(
        TEMPLATE, values, chosen=replace(chosen, **blanks), types=_types(types, chosen.topic_type, language)
    )


def type_label(topic_type: str) -> str:
    """The plural of a type, as its tab says it; "" for that of all types."""
    return str(TYPE_PLURALS[topic_type]) if topic_type else ""


def _type_urls(chosen: TopicFilter, types: tuple[str, ...]) -> dict[str, str]:
    """The address of each tab, which keeps what else is chosen."""
    rest = urlencode(replace(chosen, topic_type="").parameters())
    tail = f"&{rest}" if rest else ""
    return {f"url_{value}": f"?type={value}{tail}" if value else f"?{rest}" for value in types}


@lru_cache(maxsize=256)
def _types(types: tuple[str, ...], chosen: str, _language: str | None) -> tuple[Choice, ...]:
    labels = {"": pgettext_lazy("topic types", "All"), **TYPE_PLURALS}
    return tuple(Choice(value, str(labels[value]), slot(f"url_{value}"), value == chosen) for value in types)


def _forum_choices(chosen: TopicFilter, forums: Iterable[Forum]) -> Iterable[Choice]:
    yield Choice("", _("All forums"))
    for forum in forums:
        yield Choice(forum.slug, forum.name, chosen=forum.slug == chosen.forum)


def _select(labels: Mapping[str, Any], present: str) -> SafeString:
    return options(Choice(value, str(label), chosen=value == present) for value, label in labels.items())


@lru_cache(maxsize=64)
def _shows(present: str, personal: bool, _language: str | None) -> SafeString:
    own = MINE_LABELS if personal else {}
    return _select({"": _("All topics"), **SHOW_LABELS, **own}, present)


@lru_cache(maxsize=64)
def _statuses(present: str, _language: str | None) -> SafeString:
    return _select({"": _("Any status"), **dict(StatusKind.choices)}, present)


@lru_cache(maxsize=64)
def _orders(present: str, _language: str | None) -> SafeString:
    return _select(ORDER_LABELS, present)
