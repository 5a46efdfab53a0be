"""Taking from view with a reason, and bringing back."""

from __future__ import annotations

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.answers import remove_answer, restore_answer
from feedback_community.actions.topics import remove_topic, restore_topic
from feedback_community.enums import ModerationState
from feedback_community.forms.managing import ReasonForm
from feedback_community.permissions.checks import check_remove
from feedback_community.web.acts import ActView, AnswerAct, TopicAct


class Remove(ActView):
    form_class = ReasonForm
    submit = gettext_lazy("Remove")
    is_danger = True

    def check(self) -> None:
        check_remove(self.request.user, self.target)


class Restore(ActView):
    submit = gettext_lazy("Restore")

    def check(self) -> None:
        check_remove(self.request.user, self.target)
        if self.target.state != ModerationState.REMOVED:
            raise Http404


class TopicRemoveView(Remove, TopicAct):
    name = "topic_remove"
    title = gettext_lazy("Remove the topic")
    lead = gettext_lazy("At its address stays a note with your reason. It can be restored.")

    def perform(self, form: forms.Form) -> str:
        remove_topic(self.topic, by=self.request.user, reason=form.cleaned_data["note"])
        return _("The topic is removed.")


class TopicRestoreView(Restore, TopicAct):
    name = "topic_restore"
    title = gettext_lazy("Restore the topic")
    lead = gettext_lazy("It will be public again where it was.")

    def perform(self, form: forms.Form) -> str:
        restore_topic(self.topic, by=self.request.user)
        return _("The topic is back.")


class AnswerRemoveView(Remove, AnswerAct):
    name = "answer_remove"
    title = gettext_lazy("Remove the answer")
    lead = gettext_lazy("In its place stays a note with your reason. It can be restored.")

    def perform(self, form: forms.Form) -> str:
        remove_answer(self.target, by=self.request.user, reason=form.cleaned_data["note"])
        return _("The answer is removed.")


class AnswerRestoreView(Restore, AnswerAct):
    name = "answer_restore"
    title = gettext_lazy("Restore the answer")
    lead = gettext_lazy("It will be public again. Marks that stood on it are not set again.")

    def perform(self, form: forms.Form) -> str:
        restore_answer(self.target, by=self.request.user)
        return _("The answer is back.")
