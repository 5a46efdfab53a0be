"""Asking: write, look at what was asked before, preview, post. Signed out all but the last is possible."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.repeats import create_topic_once
from feedback_community.enums import Right, SearchSource, TopicType
from feedback_community.exceptions import CommunityError, ContentRejected
from feedback_community.forms.topics import TYPE_HINTS, TopicForm, tag_choices
from feedback_community.models import Forum, Topic
from feedback_community.people import GuestVisitor
from feedback_community.web import about, pending
from feedback_community.web.attaching import Attaching
from feedback_community.web.guarding import Guarded
from feedback_community.web.searching import keep_asked, keep_search
from feedback_community.web.suggestions import suggestions_for
from feedback_community.web.throttle import limited


class AskView(Guarded, Attaching):
    """`step` says which button was pressed: preview, back, or send (with or without scripts)."""

    name = "ask"
    section = "ask"
    rate = "topic"
    form_class = TopicForm
    template_name = "feedback_community/ask.html"
    title = gettext_lazy("Ask the community")
    topic: Topic | None = None
    is_shown = True  # Signed out too.

    @cached_property
    def target(self) -> None:
        """There is nothing yet."""

    @cached_property
    def forums(self) -> list[Forum]:
        """Forums the person sees that take topics of customers, or of anybody with more rights."""
        rights = self.policy.access(self.request.user, self.site)
        forums = [forum for forum in rights.forums.values() if set(forum.topic_types) & set(self.types)]
        for forum in forums:
            forum.site = self.site
        return forums

    @cached_property
    def types(self) -> list[TopicType]:
        rights = self.policy.access(self.request.user, self.site)
        posts_updates = bool(rights.forum_ids_with(Right.POST_UPDATE))
        return [t for t in TopicType if posts_updates or t != TopicType.UPDATE]

    def form_arguments(self) -> dict[str, Any]:
        rights = self.policy.access(self.request.user, self.site)
        moderates = bool(rights.forum_ids_with(Right.MODERATE))
        return {
            "forums": self.forums,
            "types": self.types,
            "tags": tag_choices(with_staff_tags=moderates),
            "company": self.community.company_name or _("the company"),
        }

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kept = pending.find(self.request, self.request.GET.get("kept"))
        if kept is not None and kept.name == self.name:
            return self.show(self.make_form(kept.post_data()), kept=kept.key)
        return self.show(TopicForm(initial=self.initial(), **self.form_arguments()))

    def initial(self) -> dict[str, str]:
        asked = self.request.GET
        forum = asked.get("forum", "")
        if forum not in {known.slug for known in self.forums}:
            forum = self.forums[0].slug if len(self.forums) == 1 else ""
        topic_type = asked.get("type", "")
        return {
            "forum": forum,
            "topic_type": topic_type if topic_type in self.types else TopicType.QUESTION,
            "title": asked.get("title", "")[:300],
            "about": asked.get("about", "")[:2000],
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (again := self.attach()) is not None:
            return again
        data = self.request.POST
        form = self.make_form(data)
        step = data.get("step", "send")
        if step == "back":
            return self.show(form)
        if not form.is_valid():
            return self.show(form)
        if step == "preview":
            return self.show(form, preview=self.preview())
        problem = self.preview().problem
        if problem:
            return self.failed(form, ContentRejected(problem))
        found = [] if data.get("suggested") else self.suggestions(form)
        if found:
            return self.show_suggestions(form, found)
        if not self.acts_now:
            return self.keep()
        return self.send(form)

    @cached_property
    def chosen(self) -> dict[str, Any] | None:
        """The form as it was sent, None for one that is wrong."""
        form = self.make_form(self.request.POST)
        return form.cleaned_data if form.is_valid() else None

    @property
    def place(self) -> Forum | None:
        return self.chosen["forum"] if self.chosen else None

    def open_to_guests(self, visitor: GuestVisitor) -> bool:
        """As the form was filled in. Private is what only an account can read again."""
        data = self.chosen
        if data is None:
            return False
        allowed = self.policy.can_create_topic(visitor, data["forum"], data["topic_type"])
        return allowed and not data["is_private"]

    def send(self, form: forms.Form) -> HttpResponseBase:
        try:
            with limited(self.request, self.rate, site=self.site):
                message = self.perform(form)
        except CommunityError as error:
            return self.failed(form, error)
        pending.drop(self.request, self.request.POST.get("kept"))
        return self.done(message)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        with self.doubted(form) as doubt:
            self.topic = create_topic_once(
                data["forum"],
                author=self.request.user,
                topic_type=data["topic_type"],
                title=data["title"],
                body=data["body"],
                tags=data.get("tags", ()),
                is_private=data["is_private"],
                hide_name=data["hide_name"],
                about=about.verify(data["about"], site=self.site),
                doubt=doubt,
                files=self.wanted_files(),
            )
        keep_asked(self.request, self.topic, site=self.site)
        if not self.topic.is_published:
            return _("Thank you. Your topic appears as soon as it has been read.")
        return _("Your topic is posted. We write to you when somebody answers.")

    def success_url(self) -> str:
        return self.topic.get_absolute_url() if self.topic else reverse("feedback_community:home")

    def suggestions(self, form: forms.Form) -> list[Any]:
        """What was asked before in such words. Without scripts this is the only time it is shown."""
        text = form.cleaned_data
        return suggestions_for(text["title"], text["body"], user=self.request.user, site=self.site)

    def show_suggestions(self, form: forms.Form, found: list[Any]) -> HttpResponse:
        page = {"csrfmiddlewaretoken", "step", "suggested", "file", "file_drop", "file_alt"}
        fields = [(n, v) for n, values in self.request.POST.lists() if n not in page for v in values]
        context = {
            "suggestions": found,
            "fields": [*fields, *(("file", uid) for uid in self.files)],
            "typed_title": form.cleaned_data["title"],
        }
        keep_search(
            self.request,
            form.cleaned_data["title"],
            site=self.site,
            source=SearchSource.LIVE,
            result_count=len(found),
            shown=[line.key for line in found if line.key],
        )
        return self.page("feedback_community/ask_suggestions.html", context)

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        context.setdefault("kept", self.request.POST.get("kept", ""))
        linked = about.verify(form["about"].value() or "", site=self.site)
        return super().show(
            form,
            status=status,
            hints={t.value: TYPE_HINTS[t] for t in self.types},
            forums=self.forums,
            may_hide_name=any(self.policy.can_hide_name(self.request.user, one) for one in self.forums),
            guests_post=any(forum.guests_post for forum in self.forums),
            about=linked,
            **context,
        )

    def pending_title(self) -> str:
        return _("Your topic")
