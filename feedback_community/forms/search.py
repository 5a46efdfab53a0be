"""The full search's form, and the report of what became of a live search."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback_community import limits
from feedback_community.enums import SearchOutcome, StatusKind, TopicType
from feedback_community.models import CommunityTag, Forum

SORTS = (
    ("", pgettext_lazy("sorted by", "Best match")),
    ("newest", pgettext_lazy("sorted by", "Newest")),
    ("votes", pgettext_lazy("sorted by", "Most votes")),
    ("activity", pgettext_lazy("sorted by", "Latest activity")),
)
PERIODS = (
    ("", pgettext_lazy("period", "Any time")),
    ("7", pgettext_lazy("period", "Past week")),
    ("31", pgettext_lazy("period", "Past month")),
    ("366", pgettext_lazy("period", "Past year")),
)
#: Tags offered in the filter.
TAGS = 200


class SearchForm(forms.Form):
    """A filter with an unknown value is no filter; nobody should see an error for an old address."""

    q = forms.CharField(required=False, max_length=limits.QUERY_LENGTH, label=_("Search the community"))
    kind = forms.ChoiceField(required=False, label=_("What"))
    type = forms.ChoiceField(required=False, label=_("Type"))
    status = forms.ChoiceField(required=False, label=_("Status"))
    forum = forms.ChoiceField(required=False, label=_("Forum"))
    tag = forms.ChoiceField(required=False, label=_("Tag"))
    since = forms.ChoiceField(required=False, label=_("Asked"), choices=PERIODS)
    sort = forms.ChoiceField(required=False, label=_("Sorted by"), choices=SORTS)
    official = forms.BooleanField(required=False, label=_("With an official answer"))
    solved = forms.BooleanField(required=False, label=_("Solved"))

    def __init__(
        self,
        *args: Any,
        forums: Iterable[Forum],
        kinds: Iterable[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        others = list(kinds)
        if others:
            self.offer("kind", [("", _("Everything")), *others, ("topic", _("Topics"))])
        else:
            del self.fields["kind"]
        self.offer("type", [("", _("All types")), *TopicType.choices])
        self.offer("status", [("", _("Any status")), *StatusKind.choices])
        self.offer("forum", [("", _("All forums")), *((f.slug, f.name) for f in forums)])
        tags = CommunityTag.objects.order_by("name").values_list("slug", "name")[:TAGS]
        self.offer("tag", [("", _("All tags")), *tags])
        self.fields["q"].widget = forms.TextInput(
            {"type": "search", "dir": "auto", "maxlength": limits.QUERY_LENGTH, "autocomplete": "off"}
        )

    def offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def chosen(self) -> dict[str, Any]:
        """The values that are right."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


SHOWN_KEY = re.compile(r"(?:[a-z0-9_]+\.[a-z0-9_]+\.)?[0-9]{1,18}")


class RecordForm(forms.Form):
    q = forms.CharField(max_length=limits.QUERY_LENGTH)
    count = forms.IntegerField(required=False, min_value=0, max_value=1_000)
    topic = forms.IntegerField(required=False, min_value=1)
    document = forms.RegexField(r"^[a-z0-9_]+\.[a-z0-9_]+\.[0-9]{1,18}$", required=False, max_length=100)
    shown = forms.CharField(required=False, max_length=1_000)
    outcome = forms.ChoiceField(
        required=False,
        choices=[
            (SearchOutcome.NONE.value, SearchOutcome.NONE.label),
            (SearchOutcome.ANSWERED.value, SearchOutcome.ANSWERED.label),
        ],
    )

    def clean_shown(self) -> list[str]:
        """Documents as the page named them: a topic by its number, others with their model before it."""
        return [key for key in self.cleaned_data["shown"].split() if SHOWN_KEY.fullmatch(key)]
