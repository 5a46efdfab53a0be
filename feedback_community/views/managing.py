"""What staff do to a topic as a whole: status, close, move, type, feature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.managing import (
    change_type,
    close_topic,
    feature_topic,
    move_topic,
    reopen_topic,
    unfeature_topic,
)
from feedback_community.actions.statuses import change_status
from feedback_community.enums import Right, TopicType
from feedback_community.forms.managing import FeatureForm, MoveForm, OptionalReasonForm, TypeForm
from feedback_community.forms.statuses import StatusForm
from feedback_community.permissions.checks import check_change_status, check_manage, check_retag
from feedback_community.web.acts import TopicAct


class ManagingView(TopicAct):
    def check(self) -> None:
        check_manage(self.request.user, self.topic)


class StatusView(TopicAct):
    name = "topic_status"
    form_class = StatusForm
    title = gettext_lazy("Change the status")
    submit = gettext_lazy("Change the status")

    def check(self) -> None:
        check_change_status(self.request.user, self.topic)

    def form_arguments(self) -> dict[str, Any]:
        return {"topic": self.topic}

    def perform(self, form: forms.Form) -> str:
        to, note = form.cleaned_data["status"], form.cleaned_data["note"]
        if not change_status(self.topic, to=to, by=self.request.user, note=note):
            return _("The topic has this status already.")
        label = to.label_for(self.topic.topic_type)
        return _("The status is “%(status)s” now.") % {"status": label}


class CloseView(ManagingView):
    name = "topic_close"
    form_class = OptionalReasonForm
    title = gettext_lazy("Close the topic")
    lead = gettext_lazy("Nobody but moderators can answer then. It can still be read and found.")
    submit = gettext_lazy("Close")

    def perform(self, form: forms.Form) -> str:
        close_topic(self.topic, by=self.request.user, reason=form.cleaned_data["note"])
        return _("The topic is closed.")


class ReopenView(ManagingView):
    name = "topic_reopen"
    title = gettext_lazy("Reopen the topic")
    lead = gettext_lazy("Everybody can answer again.")
    submit = gettext_lazy("Reopen")

    def perform(self, form: forms.Form) -> str:
        reopen_topic(self.topic, by=self.request.user)
        return _("The topic is open again.")


class MoveView(ManagingView):
    name = "topic_move"
    form_class = MoveForm
    title = gettext_lazy("Move the topic")
    lead = gettext_lazy("Whoever cannot see the other forum cannot see the topic there.")
    submit = gettext_lazy("Move")

    def form_arguments(self) -> dict[str, Any]:
        rights = self.policy.access(self.request.user, self.site)
        moderated = rights.forum_ids_with(Right.MODERATE) - {self.topic.forum_id}
        return {"forums": [forum for pk, forum in rights.forums.items() if pk in moderated]}

    def perform(self, form: forms.Form) -> str:
        forum = form.cleaned_data["forum"]
        forum.site = self.site
        move_topic(self.topic, by=self.request.user, to=forum)
        return _("The topic is in “%(forum)s” now.") % {"forum": forum.name}


class TypeView(TopicAct):
    name = "topic_type"
    form_class = TypeForm
    title = gettext_lazy("Change the type")
    lead = gettext_lazy("Nobody gets a mail for it.")
    submit = gettext_lazy("Change the type")

    def check(self) -> None:
        check_retag(self.request.user, self.topic)

    def form_arguments(self) -> dict[str, Any]:
        return {"topic": self.topic}

    def perform(self, form: forms.Form) -> str:
        topic_type = TopicType(form.cleaned_data["topic_type"])
        change_type(self.topic, by=self.request.user, topic_type=topic_type)
        return _("The type is “%(type)s” now.") % {"type": topic_type.label}


class FeatureView(ManagingView):
    name = "topic_feature"
    form_class = FeatureForm
    title = gettext_lazy("Feature the topic")
    lead = gettext_lazy("It is shown first on the home page of the community and in its forum.")
    submit = gettext_lazy("Feature")

    def perform(self, form: forms.Form) -> str:
        until = form.cleaned_data["until"]
        feature_topic(self.topic, by=self.request.user, until=until)
        day = date_format(timezone.localtime(until), "DATE_FORMAT")
        return _("The topic is featured until %(day)s.") % {"day": day}


class UnfeatureView(ManagingView):
    name = "topic_unfeature"
    title = gettext_lazy("Stop featuring the topic")
    submit = gettext_lazy("Stop featuring")

    def perform(self, form: forms.Form) -> str:
        unfeature_topic(self.topic, by=self.request.user)
        return _("The topic is no longer featured.")
