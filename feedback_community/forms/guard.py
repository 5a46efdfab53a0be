"""What robots fall for: a field that nobody sees, and a form that comes back faster than anybody types.

A post that looks wrong here waits for a moderator; it is never refused and never lost.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from feedback_community import limits
from feedback_community.conf import app_settings
from feedback_community.enums import HoldReason
from feedback_community.moderation.screening import PUBLISH, Verdict

_SALT = "feedback_community.form"


def new_stamp() -> str:
    """When a form was shown, signed."""
    return signing.TimestampSigner(salt=_SALT).sign("form")


class GuardedForm(forms.Form):
    """The fields of `elements/guard.html`; a subclass adds its own."""

    website = forms.CharField(
        label=gettext_lazy("Please leave this empty"), required=False, widget=forms.HiddenInput
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_stamp)
    work = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def doubt(self) -> Verdict:
        """Why the post should wait, if its author is somebody new; the action decides."""
        found = _doubt(self.data)
        return Verdict(hold=HoldReason.FORM, detail=found) if found else PUBLISH


def _doubt(data: Any) -> str:
    if data.get("website"):
        return "hidden field filled in"
    least = app_settings.FORM_MIN_SECONDS
    if not least:
        return ""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(data.get("stamp", ""), max_age=limits.FORM_STAMP_HOURS * 3_600)
    except signing.SignatureExpired:
        return "form shown long ago"
    except signing.BadSignature:
        return "form without its stamp"
    try:
        signer.unsign(data.get("stamp", ""), max_age=least)
    except signing.SignatureExpired:
        return ""
    return f"sent within {least} seconds"
