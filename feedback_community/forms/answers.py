"""Answering, also for the company, and changing an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from feedback_community import limits
from feedback_community.forms.base import HideNameField, LineField, TextField
from feedback_community.forms.guard import GuardedForm
from feedback_community.forms.statuses import StatusField
from feedback_community.models import Answer, Topic


class AnswerForm(GuardedForm):
    body = TextField(label=gettext_lazy("Your answer"))
    hide_name = HideNameField()
    #: The answer this one replies to.
    reply = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class OfficialAnswerForm(forms.Form):
    """An answer for the company, with a new status in the same act."""

    body = TextField(label=gettext_lazy("Official answer"))
    status = StatusField(
        label=gettext_lazy("Status"), required=False, empty_label=gettext_lazy("Leave as it is")
    )
    note = forms.CharField(
        label=gettext_lazy("Public note to the status"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any = None, *, topic: Topic, with_status: bool, **options: Any) -> None:
        super().__init__(data, **options)
        fields: dict[str, Any] = self.fields
        if with_status:
            fields["status"].set_topic(topic)
        else:
            del fields["status"], fields["note"]


class EditAnswerForm(forms.Form):
    body = TextField(label=gettext_lazy("Answer"))
    comment = LineField(
        label=gettext_lazy("What did you change?"), required=False, max_length=limits.NOTE_LENGTH
    )

    def __init__(self, data: Any = None, *, answer: Answer, **options: Any) -> None:
        super().__init__(data, initial={"body": answer.body}, **options)
