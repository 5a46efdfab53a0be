"""What the forms of customers share. Forms validate shape and choice; limits and rights are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class ConfirmForm(forms.Form):
    """Nothing but a button."""


class TextField(forms.CharField):
    """A text whose spaces matter. Browsers send CRLF; stored texts have plain newlines."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n").rstrip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut a pasted text without a word.
        return {"rows": 8, "dir": "auto"}


class HideNameField(forms.BooleanField):
    """The author's name is not shown to other members, where the forum lets them hide it."""

    def __init__(self, **options: Any) -> None:
        label = gettext_lazy("Hide my name from other members")
        super().__init__(**{"required": False, "label": label, **options})


class LineField(forms.CharField):
    """One line of text."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto", "autocomplete": "off"}
