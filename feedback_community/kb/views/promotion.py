"""From a topic to the draft of an article."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.kb.actions.promotion import (
    add_source,
    article_of,
    promote_topic,
    suggest_article,
    text_to_take,
)
from feedback_community.kb.forms import PromoteForm, SuggestForm
from feedback_community.kb.permissions import can_edit, can_promote, demand
from feedback_community.kb.sections import sections_for
from feedback_community.kb.web.choices import articles_to_extend
from feedback_community.web.acts import TopicAct


class PromoteView(TopicAct):
    """With a section to write in: the draft, opened in the editor. Without: a suggestion to the editors."""

    name = "promote_topic"
    #: Where the person goes afterwards.
    goal = ""

    def check(self) -> None:
        demand(can_promote(self.request.user, self.topic), _("You cannot make articles of topics."))

    @cached_property
    def sections(self) -> list[Any]:
        return sections_for(self.topic, self.request.user)

    @cached_property
    def may_write(self) -> bool:
        return bool(self.sections)

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Make an article") if self.may_write else _("Suggest an article")

    @property
    def lead(self) -> str:  # type: ignore[override]
        if not self.may_write:
            return _("Those who write the articles will see your suggestion with the topic.")
        if text_to_take(self.topic) is None:
            return _(
                "The topic has no official answer and no solution, so the draft begins with its question."
            )
        return _(
            "The draft gets the question as its title and this answer as its text, and opens in the editor."
        )

    @property
    def submit(self) -> str:  # type: ignore[override]
        return _("Make the draft") if self.may_write else _("Suggest it")

    def get(self, *args: Any, **kwargs: Any) -> Any:
        if self.request.user.is_authenticated and can_promote(self.request.user, self.topic):
            article = article_of(self.topic)
            if article is not None and can_edit(self.request.user, article):
                self.goal = _edit_url(article)
                return self.done("")
        return super().get(*args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Who may not is told so whatever was sent."""
        if self.request.user.is_authenticated:
            try:
                self.check()
            except NotAllowed as refusal:
                return self.refused(refusal)
        return super().post(*args, **kwargs)

    def make_form(self, data: QueryDict | None = None) -> forms.Form:
        if not self.may_write:
            return SuggestForm(data)
        answer = text_to_take(self.topic)
        articles = articles_to_extend(self.request.user)
        return PromoteForm(
            data, sections=self.sections, articles=articles, answer=answer.pk if answer else None
        )

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> Any:
        answer = text_to_take(self.topic)
        quoted = {"html": answer.body_html} if answer is not None and self.may_write else None
        if form.is_bound:
            # What is shown now is what the next press agrees to.
            form.data = {**form.data, "answer": answer.pk if answer is not None else ""}
        return super().show(form, status=status, quoted=quoted, **context)

    def perform(self, form: forms.Form) -> str:
        user = self.request.user
        if not self.may_write:
            suggest_article(self.topic, by=user, note=form.cleaned_data["note"])
            return _("Thank you. The editors will see your suggestion.")
        chosen = form.cleaned_data.get("article")
        if chosen:
            article = next(a for a in articles_to_extend(user) if str(a.pk) == chosen)
            add_source(article, self.topic, by=user)
            self.goal = _edit_url(article)
            return _("The topic is a source of this article now.")
        answer = text_to_take(self.topic)
        if (answer.pk if answer else None) != form.cleaned_data["answer"]:
            # What the person saw is not what would be taken over.
            raise InvalidChange(_("The answer was changed or removed meanwhile. Please look at it again."))
        section = next((s for s in self.sections if str(s.pk) == form.cleaned_data["section"]), None)
        section = section or self.sections[0]
        self.goal = _edit_url(promote_topic(self.topic, by=user, section=section, answer=answer))
        return ""

    def success_url(self) -> str:
        return self.goal or super().success_url()


def _edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
