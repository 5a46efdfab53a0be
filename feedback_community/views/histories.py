"""Earlier texts of a topic or an answer, readable by whoever may read the present one, and their return."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.answers import edit_answer
from feedback_community.actions.topics import edit_topic
from feedback_community.permissions.checks import check_edit
from feedback_community.web.acts import ActView, AnswerAct, TopicAct
from feedback_community.web.histories import states_of, text_of


class HistoryView(ActView):
    """Reading only; also for those who are signed out."""

    http_method_names = ["get", "head", "options"]
    title = gettext_lazy("History of the text")
    restore_name = ""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.policy.can_see_history(self.request.user, self.target):
            raise Http404
        context = {
            "target": self.target,
            "topic": self.topic,  # type: ignore[attr-defined]
            "states": states_of(self.target),
            "may_restore": self.policy.can_edit(self.request.user, self.target),
            "restore_name": self.restore_name,
        }
        return self.page("feedback_community/history.html", context)


class TopicHistoryView(HistoryView, TopicAct):
    name = "topic_history"
    restore_name = "feedback_community:topic_restore_text"


class AnswerHistoryView(HistoryView, AnswerAct):
    name = "answer_history"
    restore_name = "feedback_community:answer_restore_text"


class RestoreText(ActView):
    """An old text comes back as a new edit, so that nothing that was ever posted is lost."""

    title = gettext_lazy("Bring back this text")
    lead = gettext_lazy("It replaces the present text. The present text stays in the history.")
    submit = gettext_lazy("Bring it back")

    def check(self) -> None:
        check_edit(self.request.user, self.target)

    def texts(self) -> dict[str, str]:
        texts = text_of(self.target, self.kwargs["version"])
        if texts is None or not self.policy.can_see_history(self.request.user, self.target):
            raise Http404
        return texts

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> Any:
        return super().show(form, status=status, quoted=self.texts(), **context)


class TopicRestoreTextView(RestoreText, TopicAct):
    name = "topic_restore_text"

    def perform(self, form: forms.Form) -> str:
        texts = self.texts()
        comment = _("Earlier text brought back")
        changed = edit_topic(
            self.topic, by=self.request.user, title=texts["title"], body=texts["body"], comment=comment
        )
        return _("The earlier text is back.") if changed else _("This is the present text already.")

    def success_url(self) -> str:
        return reverse("feedback_community:topic_history", args=[self.topic.pk])


class AnswerRestoreTextView(RestoreText, AnswerAct):
    name = "answer_restore_text"

    def perform(self, form: forms.Form) -> str:
        comment = _("Earlier text brought back")
        body = self.texts()["body"]
        changed = edit_answer(self.target, by=self.request.user, body=body, comment=comment)
        return _("The earlier text is back.") if changed else _("This is the present text already.")

    def success_url(self) -> str:
        return reverse("feedback_community:answer_history", args=[self.target.pk])
