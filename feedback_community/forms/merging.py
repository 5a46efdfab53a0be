"""Choosing the other topic, and which marks stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from feedback_community.enums import TopicType
from feedback_community.forms.base import LineField
from feedback_community.models import Answer, Topic

LABELS = {
    "official_answer": gettext_lazy("Which official answer stays?"),
    "solution": gettext_lazy("Which solution stays?"),
}


class PairForm(forms.Form):
    """The other topic of a pair, by number."""

    into = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class MergeForm(PairForm):
    """`choices`: mark, answer of the survivor, answer of the duplicate."""

    def __init__(
        self, data: Any = None, *, choices: Iterable[tuple[str, Answer, Answer]] = (), **options: Any
    ) -> None:
        super().__init__(data, **options)
        for mark, ours, theirs in choices:
            self.fields[mark] = forms.ChoiceField(
                label=LABELS[mark],
                widget=forms.RadioSelect,
                choices=[("survivor", ours.excerpt), ("duplicate", theirs.excerpt)],
            )

    def keep(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name in LABELS}


class SplitForm(forms.Form):
    title = LineField(label=gettext_lazy("Title of the topic"))
    topic_type = forms.ChoiceField(label=gettext_lazy("Type"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, topic: Topic, **options: Any) -> None:
        super().__init__(data, initial={"topic_type": topic.topic_type}, **options)
        allowed = [(t.value, t.label) for t in TopicType if topic.forum.allows(t)]
        fields: dict[str, Any] = self.fields
        fields["topic_type"].choices = allowed
