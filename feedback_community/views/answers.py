"""Answering a topic, an answer in it, and answering for the company."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.repeats import post_answer_once, post_official_answer_once
from feedback_community.exceptions import InvalidChange
from feedback_community.forms.answers import AnswerForm, OfficialAnswerForm
from feedback_community.models import Answer
from feedback_community.people import GuestVisitor, author_name
from feedback_community.permissions import access
from feedback_community.permissions.checks import check_answer, check_answer_officially
from feedback_community.web.acts import TopicAct
from feedback_community.web.attaching import Attaching
from feedback_community.web.guarding import Guarded


class ComposerView(Attaching, TopicAct):
    """A text under a topic. The button named "step" with the value "preview" shows it first."""

    template_name = "feedback_community/answer.html"
    rate = "answer"
    answer: Answer | None = None

    def post(self, *args: Any, **kwargs: Any) -> Any:
        if (again := self.attach()) is not None:
            return again
        if self.request.POST.get("step") == "preview" and self.request.user.is_authenticated:
            form = self.make_form(self.request.POST)
            form.is_valid()
            return self.show(form, preview=self.preview())
        return super().post(*args, **kwargs)

    def success_url(self) -> str:
        return self.answer.get_absolute_url() if self.answer else super().success_url()


class PostAnswerView(Guarded, ComposerView):
    name = "topic_answer"
    form_class = AnswerForm
    title = gettext_lazy("Your answer")
    submit = gettext_lazy("Post the answer")

    def check(self) -> None:
        check_answer(self.request.user, self.topic)

    def open_to_guests(self, visitor: GuestVisitor) -> bool:
        return self.policy.can_answer(visitor, self.topic)

    @cached_property
    def parent(self) -> Answer | None:
        """The answer that is replied to. Raises Http404 for one the person may not see."""
        asked = self.request.POST.get("reply") or self.request.GET.get("reply")
        if not asked:
            return None
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        parent = access.get_answer_or_404(int(asked), user=self.request.user, site=self.site)
        if parent.topic_id != self.topic.pk:
            raise Http404
        return parent

    def perform(self, form: Any) -> str:
        try:
            parent = self.parent
        except Http404:
            # The text must survive that the answer above it has gone meanwhile.
            raise InvalidChange(_("The answer you reply to is no longer there.")) from None
        body = form.cleaned_data["body"]
        with self.doubted(form) as doubt:
            self.answer = post_answer_once(
                self.topic,
                author=self.request.user,
                body=body,
                parent=parent,
                hide_name=form.cleaned_data["hide_name"],
                doubt=doubt,
                files=self.wanted_files(),
            )
        if not self.answer.is_published:
            return _("Thank you. Your answer appears as soon as it has been read.")
        return _("Your answer is posted.")

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        reply_to = None if form.errors else self.parent
        may_hide = self.policy.can_hide_name(self.request.user, self.topic.forum)
        context.setdefault("may_hide_name", may_hide)
        context.setdefault("reply_to", reply_to)
        context.setdefault("reply_name", author_name(reply_to) if reply_to else "")
        context.setdefault("reply", self.request.POST.get("reply") or self.request.GET.get("reply", ""))
        return super().show(form, status=status, **context)


class OfficialAnswerView(ComposerView):
    name = "official_answer"
    form_class = OfficialAnswerForm
    title = gettext_lazy("Official answer")
    submit = gettext_lazy("Answer officially")

    def check(self) -> None:
        check_answer_officially(self.request.user, self.topic)

    def form_arguments(self) -> dict[str, Any]:
        may = self.policy.can_change_status(self.request.user, self.topic)
        return {"topic": self.topic, "with_status": may}

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        self.answer = post_official_answer_once(
            self.topic,
            by=self.request.user,
            body=data["body"],
            new_status=data.get("status"),
            note=data.get("note", ""),
            files=self.wanted_files(),
        )
        return _("The official answer is posted. It stands above all others.")

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, replaces=self.topic.official_answer_id, **context)
