"""Reporting a post to the moderators; asking for a second look at one's own rejected post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.appeals import appeal, check_appeal
from feedback_community.actions.flags import ensure_flag_reasons, flag_content
from feedback_community.forms.flags import AppealForm, FlagForm
from feedback_community.permissions.checks import check_flag
from feedback_community.web.acts import ActView, AnswerAct, TopicAct


class FlagView(ActView):
    form_class = FlagForm
    title = gettext_lazy("Report to the moderators")
    lead = gettext_lazy("They read it and decide. Nobody else learns who reported it.")
    submit = gettext_lazy("Report")

    def check(self) -> None:
        check_flag(self.request.user, self.target)

    def form_arguments(self) -> dict[str, Any]:
        return {"reasons": ensure_flag_reasons()}

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        if flag_content(self.target, by=self.request.user, reason=data["reason"], note=data["note"]):
            return _("Thank you. A moderator looks at it.")
        return _("You have reported this before. Thank you.")

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, quoted={"body": self.target.excerpt}, **context)

    def success_url(self) -> str:
        return str(self.topic.get_absolute_url())  # type: ignore[attr-defined]


class TopicFlagView(FlagView, TopicAct):
    name = "topic_flag"


class AnswerFlagView(FlagView, AnswerAct):
    name = "answer_flag"


class AppealView(ActView):
    form_class = AppealForm
    title = gettext_lazy("Ask for a second look")
    lead = gettext_lazy("Another moderator reads your post and your words. This can be asked once.")
    submit = gettext_lazy("Ask")

    def check(self) -> None:
        check_appeal(self.request.user, self.target)

    def perform(self, form: forms.Form) -> str:
        appeal(self.target, by=self.request.user, words=form.cleaned_data["note"])
        return _("Thank you. Your post is looked at once more.")

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, quoted={"body": self.target.body_text}, **context)


class TopicAppealView(AppealView, TopicAct):
    name = "topic_appeal"


class AnswerAppealView(AppealView, AnswerAct):
    name = "answer_appeal"
