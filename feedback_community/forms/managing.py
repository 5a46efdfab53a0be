"""What moderators fill in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from feedback_community.enums import SubscriptionLevel, TopicType
from feedback_community.models import Forum, Topic


class ReasonForm(forms.Form):
    """A public reason."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Everybody who could read the text can read the reason."),
    )


class OptionalReasonForm(ReasonForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].required = False


class MoveForm(forms.Form):
    forum = forms.ChoiceField(label=gettext_lazy("To which forum?"))

    def __init__(self, data: Any = None, *, forums: Iterable[Forum], **options: Any) -> None:
        super().__init__(data, **options)
        self.forums = {forum.slug: forum for forum in forums}
        fields: dict[str, Any] = self.fields
        fields["forum"].choices = [(slug, forum.name) for slug, forum in self.forums.items()]

    def clean_forum(self) -> Forum:
        return self.forums[self.cleaned_data["forum"]]


class TypeForm(forms.Form):
    topic_type = forms.ChoiceField(label=gettext_lazy("Type"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, topic: Topic, **options: Any) -> None:
        super().__init__(data, initial={"topic_type": topic.topic_type}, **options)
        allowed = [(t.value, t.label) for t in TopicType if topic.forum.allows(t)]
        fields: dict[str, Any] = self.fields
        fields["topic_type"].choices = allowed


class FeatureForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Until the end of"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        week = timezone.localdate() + timedelta(days=7)
        super().__init__(data, initial={"until": week}, **options)

    def clean_until(self) -> datetime:
        """The last moment of the chosen day, in the site's time zone."""
        day: date = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class ConsentForm(forms.Form):
    """Two buttons: yes and no."""

    agree = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )


class FollowForm(forms.Form):
    level = forms.ChoiceField(choices=SubscriptionLevel.choices)
