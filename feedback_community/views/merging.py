"""Duplicates: merge with a preview, undo, suggest; an answer that becomes a topic, and its way back."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.duplicates import suggest_duplicate
from feedback_community.actions.merge_plan import Plan, plan_merge
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.splitting import rejoin_answer, split_answer
from feedback_community.enums import ModerationState
from feedback_community.forms.merging import MergeForm, PairForm, SplitForm
from feedback_community.models import Topic
from feedback_community.permissions import access
from feedback_community.permissions.checks import check_manage, check_merge, check_suggest
from feedback_community.web.acts import AnswerAct, TopicAct
from feedback_community.web.pairs import find_others


class PairView(TopicAct):
    """First a page to find the other topic, by links; then the act with both in view."""

    form_class: ClassVar[type[forms.Form]] = PairForm
    template_name = "feedback_community/pair.html"

    @cached_property
    def other(self) -> Topic | None:
        """The topic that `into` names. Raises Http404 for one the person may not see."""
        asked = self.request.POST.get("into") or self.request.GET.get("into") or ""
        if not asked:
            return None
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        return access.get_topic_or_404(int(asked), user=self.request.user, site=self.site)

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"into": self.other.pk if self.other else None}}

    def plan(self) -> Plan | None:
        return None

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        asked = self.request.GET.get("q", "")[:300]
        found = (
            find_others(self.topic, asked, user=self.request.user, site=self.site)
            if self.other is None
            else ()
        )
        return super().show(
            form, status=status, asked=asked, found=found, other=self.other, plan=self.plan(), **context
        )


class MergeView(PairView):
    name = "merge"
    form_class: ClassVar[type[forms.Form]] = MergeForm
    title = gettext_lazy("Merge into another topic")
    lead = gettext_lazy(
        "Votes, followers and answers go along, the address leads there for ever. It can be undone."
    )
    submit = gettext_lazy("Merge the topics")

    def check(self) -> None:
        check_merge(self.request.user, self.topic)
        if self.other is not None:
            check_merge(self.request.user, self.other)

    @cached_property
    def _plan(self) -> Plan | None:
        if self.other is None or not self.policy.can_merge(self.request.user, self.other):
            return None
        return plan_merge(self.topic, self.other)

    def plan(self) -> Plan | None:
        return self._plan

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "choices": self._plan.choices if self._plan else ()}

    def perform(self, form: forms.Form) -> str:
        if self.other is None or not isinstance(form, MergeForm):
            raise Http404
        merge_topics(self.topic, into=self.other, by=self.request.user, keep=form.keep())
        return _("The topics are one discussion now.")


class UnmergeView(TopicAct):
    name = "unmerge"
    title = gettext_lazy("Undo the merge")
    lead = gettext_lazy(
        "The topic is what it was before. What was voted, followed or answered on the other one since then"
        " stays there; answers to its own answers come back with them."
    )
    submit = gettext_lazy("Undo the merge")

    def check(self) -> None:
        check_merge(self.request.user, self.topic)
        if self.topic.state != ModerationState.MERGED:
            raise Http404

    def perform(self, form: forms.Form) -> str:
        if unmerge_topic(self.topic, by=self.request.user):
            return _("The topic stands by itself again.")
        return _("The topic is not merged.")


class SuggestView(PairView):
    name = "suggest_duplicate"
    title = gettext_lazy("Was this asked before?")
    lead = gettext_lazy("Show us the other topic. If it is the same, we bring the two together.")
    submit = gettext_lazy("Suggest it")

    def check(self) -> None:
        check_suggest(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        if self.other is None:
            raise Http404
        if suggest_duplicate(self.topic, of=self.other, by=self.request.user):
            return _("Thank you. We look at it.")
        return _("Thank you. Somebody has suggested the same before.")


class SplitView(AnswerAct):
    name = "answer_split"
    form_class = SplitForm
    title = gettext_lazy("Make the answer a topic of its own")
    lead = gettext_lazy("The answers to it go along. A note that leads there stays in its place.")
    submit = gettext_lazy("Make it a topic")
    made: Topic | None = None

    def check(self) -> None:
        check_manage(self.request.user, self.topic)

    def form_arguments(self) -> dict[str, Any]:
        return {"topic": self.topic}

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        self.made = split_answer(
            self.target, by=self.request.user, title=data["title"], topic_type=data["topic_type"]
        )
        return _("The answer is a topic of its own now.")

    def success_url(self) -> str:
        return self.made.get_absolute_url() if self.made else super().success_url()

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, quoted={"body": self.target.body_text}, **context)


class RejoinView(AnswerAct):
    name = "answer_rejoin"
    title = gettext_lazy("Bring the answer back")
    lead = gettext_lazy("It is an answer again, with all that was answered to it, also since then.")
    submit = gettext_lazy("Bring it back")

    def check(self) -> None:
        check_manage(self.request.user, self.topic)
        if self.target.state != ModerationState.SPLIT:
            raise Http404

    def perform(self, form: forms.Form) -> str:
        if rejoin_answer(self.target, by=self.request.user):
            return _("The answer is back in its topic.")
        return _("The answer was not split off.")

    def success_url(self) -> str:
        return str(self.topic.get_absolute_url())
