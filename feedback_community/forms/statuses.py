"""Choosing where a topic stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from feedback_community.models import Status, Topic


def statuses_for(topic: Topic) -> list[Status]:
    """The statuses a topic may get: of its forum, else of its site, and fit for its type."""
    own = list(topic.forum.statuses.all())
    found = own or Status.objects.filter(site=topic.forum.site_id)
    return [s for s in found if not s.topic_types or topic.topic_type in s.topic_types]


class StatusField(forms.TypedChoiceField):
    """Gives the Status, or None where nothing was chosen."""

    def __init__(self, *, empty_label: Any = "", **options: Any) -> None:
        super().__init__(coerce=self.find, empty_value=None, **options)
        self.empty_label = empty_label
        self.statuses: dict[str, Status] = {}

    def find(self, value: str) -> Status:
        return self.statuses[value]

    def __deepcopy__(self, memo: Any) -> StatusField:
        # Each form has a copy of its fields; the copy must look into its own statuses.
        copied: StatusField = super().__deepcopy__(memo)
        copied.coerce = copied.find
        copied.statuses = {}
        return copied

    def set_topic(self, topic: Topic) -> None:
        self.statuses = {str(status.pk): status for status in statuses_for(topic)}
        choices = [(pk, status.label_for(topic.topic_type)) for pk, status in self.statuses.items()]
        self.choices = [("", self.empty_label), *choices] if self.empty_label else choices


class StatusForm(forms.Form):
    status = StatusField(label=gettext_lazy("Status"))
    note = forms.CharField(
        label=gettext_lazy("Public note"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Shown in the history and sent to those who follow."),
    )

    def __init__(self, data: Any = None, *, topic: Topic, **options: Any) -> None:
        super().__init__(data, initial={"status": str(topic.status_id)}, **options)
        fields: dict[str, Any] = self.fields
        fields["status"].set_topic(topic)
