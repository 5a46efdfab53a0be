"""The shape of every act of a person: fetch through the one door, one action, one message, one answer.

GET shows the form or asks for confirmation, POST acts. An act tried while signed out is kept and
completed after login. Texts that a person typed survive every refusal.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.exceptions import CommunityError, ContentRejected, NotAllowed, TooOften
from feedback_community.forms.base import ConfirmForm
from feedback_community.models import Answer, Topic
from feedback_community.permissions import access
from feedback_community.web import pending
from feedback_community.web.base import TOO_OLD, CommunityView
from feedback_community.web.redirects import back_to
from feedback_community.web.throttle import limited

STATUSES: dict[type[CommunityError], int] = {NotAllowed: 403, TooOften: 429}


class ActView(CommunityView):
    """One act. A subclass says what it is about, what it does and which words stand on its page."""

    #: Name of the URL, for the way back after login.
    name: ClassVar[str]
    form_class: ClassVar[type[forms.Form]] = ConfirmForm
    template_name = "feedback_community/act.html"
    #: Whether GET shows a page of its own; else it leads to the object.
    has_page = True
    #: Words of the page; `lead` may be computed by a property.
    title: Any = ""
    lead: Any = ""
    submit: Any = ""
    is_danger = False
    #: Whose line of `limits.RATES` counts.
    rate: ClassVar[str] = "act"

    @cached_property
    def target(self) -> Any:
        """The object the act is about, through `permissions.access`. Raises Http404."""
        raise NotImplementedError

    def check(self) -> None:
        """Asked before the page is shown, so that nobody fills a form in vain. Raises NotAllowed."""

    def perform(self, form: forms.Form) -> str:
        """Call the action. Returns the message for the person, "" for none. Raises CommunityError."""
        raise NotImplementedError

    def success_url(self) -> str:
        return str(self.target.get_absolute_url())

    def fragment(self) -> HttpResponse | None:
        """The changed piece of the page for our scripts; None leads to the page as without them."""
        return None

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def pending_title(self) -> str:
        """What the kept act is, in the words of the page that shows it again."""
        return f"{self.title}: {self.target}"

    def make_form(self, data: QueryDict | None = None) -> forms.Form:
        return self.form_class(data, **self.form_arguments())

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.request.user.is_authenticated:
            return redirect_to_login(self.request.get_full_path())
        target = self.target
        if not self.has_page:
            return HttpResponseRedirect(target.get_absolute_url())
        try:
            self.check()
        except NotAllowed as refusal:
            return self.refused(refusal)
        return self.show(self.make_form())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.request.user.is_authenticated:
            return self.keep()
        _target = self.target
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            with limited(self.request, self.rate, site=self.site):
                message = self.perform(form)
        except CommunityError as error:
            return self.failed(form, error)
        pending.drop(self.request, self.request.POST.get("kept"))
        return self.done(message)

    def again(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form itself with what was typed, where the act has one that this person sees."""
        if self.wants_fragment or not (self.has_page and self.is_shown):
            return super().again(request, *args, **kwargs)
        form = self.make_form(request.POST)
        form.is_valid()
        form.add_error(None, TOO_OLD)
        return self.show(form, status=403)

    @property
    def is_shown(self) -> bool:
        """Whether this person gets the page of the act at all."""
        return bool(self.request.user.is_authenticated)

    def done(self, message: str) -> HttpResponseBase:
        if self.wants_fragment:
            fragment = self.fragment()
            if fragment is not None:
                return fragment
        if message:
            messages.success(self.request, message)
        return HttpResponseRedirect(self.success_url())

    def keep(self) -> HttpResponseBase:
        """Keep the act and lead through the host's login. Says nothing about whether the object is there."""
        act = pending.keep(self.request, name=self.name, kwargs=self.kwargs, data=self.request.POST)
        if act is None:
            error = ContentRejected(_("This is too long to be sent."))
            return self.failed(self.make_form(self.request.POST), error)
        if self.wants_fragment:
            return HttpResponse(status=401)
        return redirect_to_login(reverse("feedback_community:continue"))

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        kept = self.request.POST.get("kept", "")
        return self.page(
            self.template_name, {"form": form, "target": self.target, "kept": kept, **context}, status=status
        )

    def failed(self, form: forms.Form, error: CommunityError) -> HttpResponseBase:
        """Show the reason beside what was typed, or on the page the button stood on."""
        status = STATUSES.get(type(error), 200)
        if self.wants_fragment:
            return HttpResponse(
                error.message, status=429 if status == 429 else 403, content_type="text/plain; charset=utf-8"
            )
        if not self.has_page:
            messages.error(self.request, error.message)
            return HttpResponseRedirect(self.success_url())
        field = getattr(error, "field", None)
        form.is_valid()
        form.add_error(field if field in form.fields else None, error.message)
        return self.show(form, status=status)

    def refused(self, refusal: NotAllowed) -> HttpResponse:
        return self.page(
            "feedback_community/refused.html", {"message": refusal.message, "target": self.target}, status=403
        )

    def back(self, anchor: str = "") -> str:
        """To the list or page the button stood on."""
        kept = self.request.POST.get("kept")
        fallback = str(self.target.get_absolute_url())
        return fallback if kept else back_to(self.request, fallback, anchor=anchor)


class TopicAct(ActView):
    @cached_property
    def target(self) -> Topic:
        return access.get_topic_or_404(self.kwargs["pk"], user=self.request.user, site=self.site)

    @property
    def topic(self) -> Topic:
        return self.target


class AnswerAct(ActView):
    @cached_property
    def target(self) -> Answer:
        return access.get_answer_or_404(self.kwargs["pk"], user=self.request.user, site=self.site)

    @property
    def topic(self) -> Topic:
        return self.target.topic

    def pending_title(self) -> str:
        return f"{self.title}: {self.topic}"
