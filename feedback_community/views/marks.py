"""Official answer and solution: set, replaced after a question, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.official_answers import clear_official_answer, set_official_answer
from feedback_community.actions.solutions import clear_solution, mark_solution
from feedback_community.models import Answer
from feedback_community.permissions.checks import check_answer_officially, check_mark_solution
from feedback_community.web.acts import ActView, AnswerAct, TopicAct


class SetMark(AnswerAct):
    """Replacing asks first: the button then shows the page, whose own button says `confirmed`."""

    #: Name of the mark's field on the topic.
    mark = ""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.request.user.is_authenticated and not self.request.POST.get("confirmed") and self.previous:
            return self.get(*args, **kwargs)
        return super().post(*args, **kwargs)

    @property
    def previous(self) -> Answer | None:
        """The other answer that carries the mark now."""
        marked: Answer | None = getattr(self.topic, self.mark)
        return None if marked is None or marked.pk == self.target.pk else marked

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> Any:
        return super().show(form, status=status, quoted={"body": self.target.body_text}, **context)


class SetOfficialView(SetMark):
    name = "set_official"
    mark = "official_answer"
    title = gettext_lazy("Make this the official answer")
    submit = gettext_lazy("Make it the official answer")

    @property
    def lead(self) -> str:
        if self.previous:
            return _("It takes the place of the present official answer, which stays below as an answer.")
        return _("It will stand above all other answers, and those who follow hear of it.")

    def check(self) -> None:
        check_answer_officially(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        if set_official_answer(self.target, by=self.request.user):
            return _("This is the official answer now.")
        return _("This is the official answer already.")


class MarkSolutionView(SetMark):
    name = "mark_solution"
    mark = "solution"
    title = gettext_lazy("Mark this answer as the solution")
    submit = gettext_lazy("Mark as the solution")

    @property
    def lead(self) -> str:
        if self.previous:
            return _("It takes the place of the present solution, which stays below as an answer.")
        return _("It will stand above the other answers, so that the next one finds it at once.")

    def check(self) -> None:
        check_mark_solution(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        if mark_solution(self.target, by=self.request.user):
            return _("Marked as the solution. Thank you!")
        return _("This is the solution already.")


class ClearMark(ActView):
    submit = gettext_lazy("Take the mark back")
    lead = gettext_lazy("The answer stays where it is; only the mark goes.")


class ClearOfficialView(ClearMark, TopicAct):
    name = "clear_official"
    title = gettext_lazy("No longer the official answer")

    def check(self) -> None:
        check_answer_officially(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        if clear_official_answer(self.topic, by=self.request.user):
            return _("The topic has no official answer now.")
        return _("The topic has no official answer.")


class ClearSolutionView(ClearMark, TopicAct):
    name = "clear_solution"
    title = gettext_lazy("No longer the solution")

    def check(self) -> None:
        check_mark_solution(self.request.user, self.topic)

    def perform(self, form: forms.Form) -> str:
        if clear_solution(self.topic, by=self.request.user):
            return _("The topic has no solution now.")
        return _("The topic has no solution.")
