"""May a private topic become public? The company asks, only the author decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.privacy import answer_consent, ask_consent
from feedback_community.forms.managing import ConsentForm
from feedback_community.permissions.checks import check_consent, check_manage
from feedback_community.web.acts import TopicAct


class ConsentAskView(TopicAct):
    name = "topic_consent_ask"
    title = gettext_lazy("Ask the author to make this public")
    lead = gettext_lazy("The author gets a message and decides. Nothing changes until then.")
    submit = gettext_lazy("Ask the author")

    def check(self) -> None:
        check_manage(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        if ask_consent(self.topic, by=self.request.user):
            return _("The author is asked.")
        return _("The author was asked before.")


class ConsentView(TopicAct):
    name = "topic_consent"
    template_name = "feedback_community/consent.html"
    form_class = ConsentForm
    title = gettext_lazy("May we make your topic public?")

    def check(self) -> None:
        check_consent(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        agree: bool = form.cleaned_data["agree"]
        answer_consent(self.topic, by=self.request.user, agree=agree)
        if agree:
            return _("Thank you. Your topic is public now.")
        return _("Your topic stays private.")
