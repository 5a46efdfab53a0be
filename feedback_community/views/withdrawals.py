"""A customer takes back a topic that staff opened in the customer's name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.opening_for import withdraw_topic_for_me
from feedback_community.permissions.checks import check_withdraw
from feedback_community.web.acts import TopicAct


class TopicWithdrawView(TopicAct):
    name = "topic_withdraw"
    title = gettext_lazy("Take the topic back")
    lead = gettext_lazy("It was opened for you. Taken back, its text is gone from view; a note stays.")
    submit = gettext_lazy("Take it back")
    is_danger = True

    def check(self) -> None:
        check_withdraw(self.request.user, self.target)

    def perform(self, form: forms.Form) -> str:
        withdraw_topic_for_me(self.topic, by=self.request.user)
        return _("The topic is taken back.")
