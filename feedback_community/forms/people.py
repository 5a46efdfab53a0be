"""What people set for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import SubscriptionLevel, Timing
from feedback_community.forms.base import LineField
from feedback_community.models import Member


class ProfileForm(forms.Form):
    handle = LineField(
        label=_("Handle"),
        max_length=limits.HANDLE_LENGTH + 1,
        help_text=_("Others mention you with it: @handle. Latin letters, digits and dashes."),
    )
    language = forms.ChoiceField(
        label=_("Language of mails"), required=False, help_text=_("In which language we write to you.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = [("", _("As the site")), *settings.LANGUAGES]  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """One button of the page of subscriptions: how much, or when by mail."""

    subscription = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    level = forms.ChoiceField(choices=SubscriptionLevel.choices, required=False)
    mail = forms.ChoiceField(choices=[("", ""), *Timing.choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("level") and "mail" not in self.data:
            raise forms.ValidationError(_("Nothing was chosen."))
        return cleaned


class LeaveForm(forms.Form):
    """What cannot be undone is confirmed by typing one's handle."""

    handle = LineField(label=_("Type your handle to confirm"), max_length=limits.HANDLE_LENGTH + 1)

    def __init__(self, data: Any = None, *, member: Member, **options: Any) -> None:
        super().__init__(data, **options)
        self.member = member
        self.fields["handle"].help_text = f"@{member.handle}"

    def clean_handle(self) -> str:
        handle = self.cleaned_data["handle"].strip().lstrip("@").lower()
        if handle != self.member.handle:
            raise forms.ValidationError(_("This is not your handle."))
        return handle
