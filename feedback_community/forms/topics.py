"""Opening and changing a topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community import limits
from feedback_community.enums import TopicType
from feedback_community.forms.base import HideNameField, LineField, TextField
from feedback_community.forms.guard import GuardedForm
from feedback_community.models import CommunityTag, Forum, Topic

#: One line of help beside each type.
TYPE_HINTS = {
    TopicType.QUESTION: gettext_lazy("You want to know how something works."),
    TopicType.IDEA: gettext_lazy("You wish for something that is not there yet."),
    TopicType.PROBLEM: gettext_lazy("Something does not work as it should."),
    TopicType.PRAISE: gettext_lazy("Something is good, and we should know it."),
    TopicType.UPDATE: gettext_lazy("News from the company for everybody."),
}


def tag_choices(*, with_staff_tags: bool) -> list[tuple[str, str]]:
    """The vocabulary a person may choose from."""
    tags = CommunityTag.objects.order_by("name")
    if not with_staff_tags:
        tags = tags.filter(is_staff_only=False)
    return [(name, name) for name in tags.values_list("name", flat=True)]


class TagsField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Sequence[str]) -> None:
        super().validate(value)
        if len(value) > limits.TOPIC_TAGS:
            raise ValidationError(_("At most %(limit)d tags are allowed.") % {"limit": limits.TOPIC_TAGS})


class TopicForm(GuardedForm):
    """The ask form. `forums` are those the person sees; `types` those the person may open somewhere."""

    topic_type = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)
    forum = forms.ChoiceField(label=gettext_lazy("Where does it belong?"))
    title = LineField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("One sentence. Say what you want to know or see.")
    )
    body = TextField(label=gettext_lazy("Details"))
    tags = TagsField(label=gettext_lazy("Tags"), required=False)
    is_private = forms.BooleanField(required=False)
    hide_name = HideNameField()
    #: Signed: the page or object the topic is about.
    about = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        forums: Iterable[Forum],
        types: Sequence[TopicType],
        tags: Sequence[tuple[str, str]],
        company: str,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.forums = {forum.slug: forum for forum in forums}
        fields: dict[str, Any] = self.fields
        fields["forum"].choices = [(slug, forum.name) for slug, forum in self.forums.items()]
        fields["topic_type"].choices = [(topic_type.value, topic_type.label) for topic_type in types]
        fields["tags"].choices = tags
        fields["is_private"].label = _("Private: only you and %(company)s see it") % {"company": company}
        if not tags:
            del fields["tags"]

    def clean_forum(self) -> Forum:
        return self.forums[self.cleaned_data["forum"]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        forum, topic_type = cleaned.get("forum"), cleaned.get("topic_type")
        if forum is not None and topic_type and not forum.allows(topic_type):
            message = _("“%(forum)s” does not take topics of this type. Please choose another place or type.")
            self.add_error("forum", message % {"forum": forum.name})
        return cleaned


class EditTopicForm(forms.Form):
    title = LineField(label=gettext_lazy("Title"))
    body = TextField(label=gettext_lazy("Details"))
    tags = TagsField(label=gettext_lazy("Tags"), required=False)
    comment = LineField(
        label=gettext_lazy("What did you change?"), required=False, max_length=limits.NOTE_LENGTH
    )

    def __init__(
        self, data: Any = None, *, topic: Topic, tags: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        present = list(topic.tags.values_list("name", flat=True))
        initial = {"title": topic.title, "body": topic.body, "tags": present}
        super().__init__(data, initial=initial, **options)
        choices = dict(tags)
        fields: dict[str, Any] = self.fields
        fields["tags"].choices = list(choices.items())
        if not choices:
            del fields["tags"]
