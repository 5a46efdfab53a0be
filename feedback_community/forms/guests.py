"""Somebody without an account says who they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.forms.base import LineField


class GuestForm(forms.Form):
    """The name is asked where others will see it."""

    name = LineField(
        label=_("Your name"), max_length=limits.NAME_LENGTH, help_text=_("Shown beside what you write.")
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "Readers never see it. We send a link to it, so that nobody else can write as you, and tell you"
            " there of answers until you stop it."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        max_length=254,
    )

    def __init__(self, data: Any = None, *, with_name: bool, **options: Any) -> None:
        super().__init__(data, **options)
        if with_name:
            self.fields["name"].widget.attrs["autocomplete"] = "name"
        else:
            del self.fields["name"]
