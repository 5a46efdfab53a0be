"""Forms of the staff's pages that are not edit handlers. They validate and never write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from feedback_community import limits


class DecisionForm(forms.Form):
    """The reason of a rejection. The action says what is missing."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The author reads it. Needed to reject, not to approve."),
        max_length=limits.NOTE_LENGTH,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"data-community-key": "r"}),
    )


class RejectionForm(DecisionForm):
    """The same, where a rejection is all that can be sent."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("The authors of all these posts read it.")
