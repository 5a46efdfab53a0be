"""The author hides the own name in a post, or shows it again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.hiding import change_name
from feedback_community.permissions.checks import check_change_name
from feedback_community.web.acts import ActView, AnswerAct, TopicAct


class Hide(ActView):
    title = gettext_lazy("Hide your name")
    lead = gettext_lazy(
        "Other members then read “Name hidden”, and nothing leads from this post to you or to others that you"
        " wrote. The company still sees your name. Mails that were sent keep it."
    )
    submit = gettext_lazy("Hide my name")
    hidden = True

    def check(self) -> None:
        check_change_name(self.request.user, self.target)

    def perform(self, form: forms.Form) -> str:
        change_name(self.target, by=self.request.user, hidden=self.hidden)
        return _("Your name is hidden here.") if self.hidden else _("Your name is shown here.")


class Show(Hide):
    title = gettext_lazy("Show your name")
    lead = gettext_lazy("Everybody who may read this post then sees that you wrote it.")
    submit = gettext_lazy("Show my name")
    hidden = False


class TopicHideView(Hide, TopicAct):
    name = "topic_hide_name"


class TopicShowView(Show, TopicAct):
    name = "topic_show_name"


class AnswerHideView(Hide, AnswerAct):
    name = "answer_hide_name"


class AnswerShowView(Show, AnswerAct):
    name = "answer_show_name"
