"""Changing one's own text; moderators change any."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.answers import edit_answer
from feedback_community.actions.topics import edit_topic
from feedback_community.forms.answers import EditAnswerForm
from feedback_community.forms.topics import EditTopicForm, tag_choices
from feedback_community.permissions.checks import check_edit
from feedback_community.web.acts import AnswerAct, TopicAct
from feedback_community.web.attaching import AttachingEdit


class EditAct(AttachingEdit):
    template_name = "feedback_community/edit.html"
    title = gettext_lazy("Edit")
    lead = gettext_lazy("Readers see that the text was edited, and can read the earlier one.")
    submit = gettext_lazy("Save")

    def check(self) -> None:
        check_edit(self.request.user, self.target)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        if (again := self.attach()) is not None:
            return again
        if self.request.POST.get("step") == "preview" and self.request.user.is_authenticated:
            form = self.make_form(self.request.POST)
            form.is_valid()
            return self.show(form, preview=self.preview())
        return super().post(*args, **kwargs)


class TopicEditView(EditAct, TopicAct):
    name = "topic_edit"
    form_class = EditTopicForm

    def form_arguments(self) -> dict[str, Any]:
        moderates = self.policy.can_moderate(self.request.user, self.topic.forum)
        return {"topic": self.topic, "tags": tag_choices(with_staff_tags=moderates)}

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        changed = edit_topic(
            self.topic,
            by=self.request.user,
            title=data["title"],
            body=data["body"],
            tags=data.get("tags"),
            comment=data["comment"],
            files=self.wanted_files(),
        )
        self.topic.refresh_from_db(fields=["slug"])
        return _("Your changes are saved.") if changed else _("Nothing was changed.")


class AnswerEditView(EditAct, AnswerAct):
    name = "answer_edit"
    form_class = EditAnswerForm

    def form_arguments(self) -> dict[str, Any]:
        return {"answer": self.target}

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        changed = edit_answer(
            self.target,
            by=self.request.user,
            body=data["body"],
            comment=data["comment"],
            files=self.wanted_files(),
        )
        return _("Your changes are saved.") if changed else _("Nothing was changed.")
