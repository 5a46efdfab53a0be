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
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.enums import ModerationState
from feedback_community.exceptions import CommunityError, ContentRejected, NotAllowed, TooOften
from feedback_community.forms.base import ConfirmForm
from feedback_community.models import Answer, Forum, Topic
from feedback_community.people import GuestVisitor
from feedback_community.permissions import access
from feedback_community.web import pending
from feedback_community.web.base import TOO_OLD, CommunityView
from feedback_community.web.guests import anybody
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
    #: A guest's act that waited for a proof is tried in any case, so that a refusal says why.
    is_proven = False
    #: Set by `perform` where everything was so already: a button pressed twice is not counted twice.
    is_idle = False
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

    def open_to_guests(self, visitor: GuestVisitor) -> bool:
        """Whether somebody without an account may do it, once the address is proven. May raise Http404."""
        return False

    @property
    def place(self) -> Forum | None:
        """The forum in which it is done."""
        raise NotImplementedError

    @property
    def invites_guests(self) -> bool:
        """Asked of everybody who is not signed in. What one may not see invites nobody."""
        try:
            return self.open_to_guests(anybody(self.user))
        except Http404:
            return False

    @property
    def acts_now(self) -> bool:
        """Signed in, or a guest who may do this; everybody else is asked first who they are."""
        user = self.user
        guest = isinstance(user, GuestVisitor)
        return user.is_authenticated or (guest and (self.is_proven or self.invites_guests))

    def pending_title(self) -> str:
        """What the kept act is, in the words of the page that shows it again."""
        return f"{self.title}: {self.target}"

    def make_form(self, data: QueryDict | None = None) -> forms.Form:
        return self.form_class(data, **self.form_arguments())

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (self.user.is_authenticated or self.invites_guests):
            return redirect_to_login(self.request.get_full_path())
        target = self.target
        if not self.has_page:
            return HttpResponseRedirect(target.get_absolute_url())
        try:
            if self.acts_now:
                self.check()
        except NotAllowed as refusal:
            return self.refused(refusal)
        return self.show(self.make_form())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.acts_now:
            return self.ask_who()
        _target = self.target
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            with limited(self.request, self.rate, site=self.site) as spending:
                message = self.perform(form)
                spending.is_idle = self.is_idle
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
        return bool(self.user.is_authenticated) or self.invites_guests

    def done(self, message: str) -> HttpResponseBase:
        if self.wants_fragment:
            fragment = self.fragment()
            if fragment is not None:
                return fragment
        if message:
            messages.success(self.request, message)
        return HttpResponseRedirect(self.success_url())

    def ask_who(self) -> HttpResponseBase:
        """Not signed in: a form that is wrong is said at once, where the form is shown to such people."""
        if self.has_page and not self.wants_fragment and self.invites_guests:
            form = self.make_form(self.request.POST)
            if not form.is_valid():
                return self.show(form)
        return self.keep()

    def keep(self) -> HttpResponseBase:
        """Keep the act and lead to the host's login, or to the page of guests where they may do it.

        Says nothing about whether an object is there that this visitor may not see.
        """
        act = pending.keep(self.request, name=self.name, kwargs=self.kwargs, data=self.request.POST)
        if act is None:
            error = ContentRejected(_("This is too long to be sent."))
            return self.failed(self.make_form(self.request.POST), error)
        if self.wants_fragment:
            return HttpResponse(status=401)
        if self.invites_guests:
            return HttpResponseRedirect(reverse("feedback_community:guest"))
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
        user = self.user
        topic = access.get_topic_or_404(self.kwargs["pk"], user=user, site=self.site)
        reads = self.policy.is_author(user, topic) or self.policy.can_remove(user, topic)
        if topic.state == ModerationState.REMOVED and not reads:
            # Its stub is for all who saw it; title and text, which our pages print, are not.
            raise Http404
        return topic

    @property
    def topic(self) -> Topic:
        return self.target

    @property
    def place(self) -> Forum:
        return self.topic.forum


class AnswerAct(ActView):
    @cached_property
    def target(self) -> Answer:
        return access.get_answer_or_404(self.kwargs["pk"], user=self.user, site=self.site)

    @property
    def topic(self) -> Topic:
        return self.target.topic

    @property
    def place(self) -> Forum:
        return self.topic.forum

    def pending_title(self) -> str:
        return f"{self.title}: {self.topic}"
