"""Reporting a post, and saying again that it is in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from feedback_community.models import FlagReason


class FlagForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("What is wrong with it?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Anything that helps to understand it"),
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Only moderators read it."),
    )

    def __init__(self, data: Any = None, *, reasons: Iterable[FlagReason], **options: Any) -> None:
        super().__init__(data, **options)
        self.reasons = {reason.slug: reason for reason in reasons}
        fields: dict[str, Any] = self.fields
        fields["reason"].choices = [(slug, str(reason)) for slug, reason in self.reasons.items()]

    def clean_reason(self) -> FlagReason:
        return self.reasons[self.cleaned_data["reason"]]


class AppealForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why should it appear?"), widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
